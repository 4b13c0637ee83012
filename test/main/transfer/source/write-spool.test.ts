import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../../../../main/transfer/source/open-source.ts';
import { writeSpool } from '../../../../main/transfer/source/write-spool.ts';
import { never, openFolder, someBytes } from '../transport-fixture.ts';

/** A stream that gives `content` and then ends as `fail` does. */
function broken(content: string, fail: () => void): Readable {
  return Readable.from(
    (function* () {
      yield Buffer.from(content);
      fail();
    })(),
  );
}

describe('a spool file', () => {
  it('holds what a stream gave', async () => {
    const folder = join(openFolder(), 'new', 'spool');
    const content = someBytes(300_000);
    const chunks = [
      content.subarray(0, 1),
      content.subarray(1, 200_000),
      content.subarray(200_000),
    ];
    const { path, identity } = await writeSpool(folder, Readable.from(chunks), never());
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(identity).toEqual(identityOf(statSync(path, { bigint: true })));
  });

  it('holds bytes that are at hand, none included', async () => {
    const folder = openFolder();
    const [some, none] = [
      await writeSpool(folder, Buffer.from('pasted'), never()),
      await writeSpool(folder, new Uint8Array(0), never()),
    ];
    expect(readFileSync(some.path, 'utf8')).toBe('pasted');
    expect(none.identity.size).toBe(0);
    expect(some.path).not.toBe(none.path);
  });

  it('is for this user only', async () => {
    const folder = join(openFolder(), 'spool');
    const { path } = await writeSpool(folder, Buffer.from('x'), never());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('is not left behind when reading fails', async () => {
    const folder = openFolder();
    const source = broken('half', () => {
      throw new Error('the pipe broke');
    });
    await expect(writeSpool(folder, source, never())).rejects.toMatchObject({
      record: { code: 'source-unreadable', detail: 'the pipe broke' },
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('row 37: is not left behind when the disk is full', async () => {
    const folder = openFolder();
    const source = broken('half', () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    });
    await expect(writeSpool(folder, source, never())).rejects.toMatchObject({ code: 'disk-full' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('row 59: says that its folder cannot be written', async () => {
    const inTheWay = join(openFolder(), 'spool');
    writeFileSync(inTheWay, 'no folder');
    await expect(writeSpool(inTheWay, Buffer.from('x'), never())).rejects.toMatchObject({
      record: { code: 'spool-failed', detail: 'EEXIST (spool)' },
    });
  });

  it('is not left behind when it is aborted', async () => {
    const folder = openFolder();
    const controller = new AbortController();
    const source = broken('half', () => controller.abort(new Error('interrupted')));
    await expect(writeSpool(folder, source, controller.signal)).rejects.toThrow('interrupted');
    expect(readdirSync(folder)).toEqual([]);
    await expect(writeSpool(folder, source, controller.signal)).rejects.toThrow('interrupted');
  });
});
