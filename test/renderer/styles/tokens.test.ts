import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const renderer = path.join(import.meta.dirname, '../../../renderer');
const read = (file: string) => readFileSync(path.join(renderer, file), 'utf8');

/** Tailwind's own colours, which the theme does not have: a class for one of them does nothing. */
const foreign =
  /\b(?:bg|text|border|outline|ring|fill|stroke|divide|shadow|from|to)-(?:black|white|gray|slate|zinc|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose)\b/;

it('no colour is asked for that the theme does not have', () => {
  const files = globSync('**/*.vue', { cwd: renderer });
  expect(files.length).toBeGreaterThan(50);
  const asking = files.flatMap((file) => foreign.exec(read(file)) ?? []);
  expect(asking).toEqual([]);
});

it('both themes have all colours', () => {
  const [, light = '', dark = ''] = read('styles/tokens.css').split(
    /\[data-theme='(?:light|dark)'\]/,
  );
  const names = (part: string) => [
    ...(part.split('}')[0]?.matchAll(/^ {2}(--[a-z0-9-]+):/gm) ?? []),
  ];
  const of = (part: string) => names(part).map(([, name]) => name);
  expect(of(dark)).toEqual(of(light));
  expect(of(light)).toContain('--scrim');
});
