import { expect, it } from 'vitest';
import { languagesOf, parseCommandLine } from '../command-line.ts';

it('takes switches before and after the app, and an -r only before it', () => {
  const before = ['-r', 'loader.js', '--remote-debugging-port=0'];
  expect(parseCommandLine([...before, 'app', '-r', 'x.txt', '--hidden', '--a=b=c'])).toEqual({
    preloads: ['loader.js'],
    switches: new Map([
      ['remote-debugging-port', '0'],
      ['hidden', ''],
      ['a', 'b=c'],
    ]),
    app: 'app',
  });
});

it.each([
  [{ LANGUAGE: 'zh_CN:en', LC_ALL: 'C.UTF-8', LANG: 'en_US.UTF-8' }, ['zh-CN', 'en', 'en-US']],
  [{ LANG: 'C' }, ['en-US']],
])('reads the languages of %o', (environment, languages) => {
  expect(languagesOf(environment)).toEqual(languages);
});
