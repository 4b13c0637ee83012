import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { faultRows } from '../simulation/world/faults.ts';

const project = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/reliability.md', project), 'utf8');
const [, catalogue = ''] = page.split('## The catalogue, row by row');

/** Number, whether it is simulated, and the tests that show it. */
const rows = catalogue.split('\n').flatMap((line) => {
  const [, number, , simulated = '', shown = ''] = line.split('|').map((cell) => cell.trim());
  return /^\d+$/.test(number ?? '') ? [{ number: Number(number), simulated, shown }] : [];
});

const lastRow = 82;

/** A path in backticks, and the title behind it when it is not the number of the row. */
const reference = /`(test\/[^`]+)`(?: “([^”]+)”)?/g;

const named = rows.flatMap(({ number, shown }) =>
  [...shown.matchAll(reference)].map(([, file = '', title]) => [number, file, title] as const),
);

describe('the catalogue in docs/reliability.md', () => {
  it('has each row once, in order, and a test for it', () => {
    const numbers = rows.map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: lastRow }, (_, index) => index + 1));
    expect(numbers.filter((number) => !named.some(([row]) => row === number))).toEqual([]);
  });

  it('calls simulated what the simulation has a fault for', () => {
    const simulated = rows.filter(({ simulated }) => simulated === 'yes');
    expect(simulated.map(({ number }) => number)).toEqual(
      [...new Set<number>(Object.values(faultRows))].toSorted((one, other) => one - other),
    );
  });

  it.each(named)('row %i is shown by %s', (number, file, title) => {
    const path = fileURLToPath(new URL(file, project));
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toMatch(title ?? new RegExp(`['\`]row ${number}\\b`));
  });
});
