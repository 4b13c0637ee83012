'use strict';
// A list of files that survives a SIGKILL: one JSON line per file, synced before it is believed.
const fs = require('node:fs');
const path = require('node:path');

function read(file) {
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

function filesBelow(entry) {
  const stat = fs.statSync(entry);
  if (!stat.isDirectory()) return [{ path: entry, size: stat.size }];
  return fs.readdirSync(entry).flatMap((name) => filesBelow(path.join(entry, name)));
}

function add(file, paths) {
  if (!paths.every(path.isAbsolute)) throw new Error('absolute paths only');
  const files = paths.flatMap(filesBelow);
  const descriptor = fs.openSync(file, 'a');
  for (const entry of files) fs.writeSync(descriptor, `${JSON.stringify(entry)}\n`);
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
  return files;
}

module.exports = { add, read };
