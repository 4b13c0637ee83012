import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startFerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB } from '../helpers/quick-settings.ts';
import { noise } from '../helpers/source-content.ts';

/** Names that have broken other uploaders; each is one legal file name on Linux. */
const hostileNames = [
  'two\nlines.txt',
  'carriage\rreturn and\ttab',
  '👩‍👩‍👧‍👦 holiday 🏖️.jpg',
  '\u202egnp.exe',
  'مرحبا שלום.txt',
  'zero\u200bwidth\u200djoiner\ufeff',
  `single ' double " back \` quotes`,
  'back\\slash',
  '100%.txt',
  '%2e%2e%2fetc%2fpasswd',
  '%00.txt',
  'fragment#1.html#top',
  'query?a=b&uploads&uploadId=1',
  'plus+sign a+b.txt',
  ' space in front',
  'space behind ',
  ' ',
  'dot.',
  '...',
  '..hidden',
  '..\u2024',
  '.. ',
  '\uff0e\uff0e',
  '-rf',
  '~',
  '*',
  '|&;$(reboot)`reboot`',
  '<img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '{{constructor.constructor("return 1")()}}',
  '\u00e9 composed',
  'e\u0301 composed',
  'Case.txt',
  'case.txt',
  'CON',
  'NUL.txt',
  'a:b',
  '中文 日本語 한국어.pdf',
  '\u{1f600}',
  '\u007f\u0001\u001b[31mred',
  'x'.repeat(255),
  '中'.repeat(85),
];

/** Names that are no UTF-8, as bytes. */
const brokenNames = ['latin\xe9', '\xff\xfe', 'cut \xf0\x9f\x98', 'over\xc0\xaflong'];

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

describe('a folder full of hostile names', () => {
  it('arrives byte for byte under exactly these names, small files and large ones', async () => {
    const ferry = await startFerryUnderTest();
    const expected = new Map<string, Buffer>();
    for (const [index, name] of hostileNames.entries()) {
      // A folder of such a name holds one that goes by parts.
      const inside = noise(120 * KiB, name);
      const plain = noise(index, name);
      ferry.write(path.join('files', name), plain);
      mkdirSync(path.join(ferry.source, 'folders', name), { recursive: true });
      ferry.write(path.join('folders', name, 'inside.bin'), inside);
      expected.set(`source/files/${name}`, plain).set(`source/folders/${name}/inside.bin`, inside);
    }
    for (const name of brokenNames) {
      const folder = Buffer.from(path.join(ferry.source, 'files', 'broken '));
      writeFileSync(Buffer.concat([folder, Buffer.from(name, 'latin1')]), 'content');
    }
    await ferry.add(ferry.source);
    await ferry.cleanedUp();
    const rows = await ferry.rows();
    const failed = rows.filter(({ state }) => state.name !== 'done');
    expect(failed.map(({ state }) => state)).toEqual(
      brokenNames.map(() => expect.objectContaining({ name: 'failed' }) as unknown),
    );
    expect(failed.map(({ state }) => (state.name === 'failed' ? state.error.code : ''))).toEqual(
      brokenNames.map(() => 'name-not-text'),
    );
    expect(
      rows
        .filter(({ state }) => state.name === 'done')
        .map(({ key }) => key)
        .toSorted(byBytes),
    ).toEqual([...expected.keys()].toSorted(byBytes));
    expect(await ferry.remote.keys()).toEqual([...expected.keys()].toSorted(byBytes));
    for (const [key, content] of expected) {
      expect([key, (await ferry.remote.read(key))?.equals(content)]).toEqual([key, true]);
    }
  });
});
