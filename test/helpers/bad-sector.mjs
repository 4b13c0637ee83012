/**
 * Loaded before Ferry by `--import`, in every thread: reads of files called `bad-sector…` fail with
 * EIO behind their first 100 KiB, as on a disk that cannot read a sector.
 */
import fs, { readlinkSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { setImmediate } from 'node:timers';

const readable = 100 * 1024;
const read = fs.read;

fs.read = function readOnBadDisk(descriptor, buffer, offset, length, position, callback) {
  const file = path.basename(readlinkSync(`/proc/self/fd/${descriptor}`));
  if (!file.startsWith('bad-sector') || position + length <= readable) {
    return read.call(fs, descriptor, buffer, offset, length, position, callback);
  }
  const error = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', errno: -5 });
  setImmediate(callback, error, 0, buffer);
};
syncBuiltinESMExports();
