import { describe, expect, it } from 'vitest';
import { formatLink } from '../../../shared/text/link-format.ts';

const picture = { url: 'https://files.example.com/a%20b.jpg?x=1&y=2', key: '2026/a b.jpg' };
const film = { url: 'https://files.example.com/cut(1).mov', key: 'cut(1).mov' };

describe('a link', () => {
  it('is its address, or what the template of the place says', () => {
    expect(formatLink('url', picture, '<{url}>')).toBe(picture.url);
    expect(formatLink('place', picture)).toBe(picture.url);
    expect(formatLink('place', picture, '{name} ({key}): {url} {other}')).toBe(
      `a b.jpg (2026/a b.jpg): ${picture.url} {other}`,
    );
  });

  it('embeds a picture and names every other file', () => {
    expect(formatLink('markdown', picture)).toBe(`![a b.jpg](${picture.url})`);
    expect(formatLink('markdown', film)).toBe(
      '[cut(1).mov](https://files.example.com/cut%281%29.mov)',
    );
    expect(formatLink('html', picture)).toBe(
      '<img src="https://files.example.com/a%20b.jpg?x=1&amp;y=2" alt="a b.jpg">',
    );
    expect(formatLink('html', film)).toBe(`<a href="${film.url}">cut(1).mov</a>`);
  });

  it('stays one link for every name of a file', () => {
    const evil = { url: 'https://a/b', key: '"><script>[x](y)*.txt' };
    expect(formatLink('html', evil)).toBe(
      '<a href="https://a/b">&quot;&gt;&lt;script&gt;[x](y)*.txt</a>',
    );
    expect(formatLink('markdown', evil)).toBe(
      String.raw`["\>\<script\>\[x\](y)\*.txt](https://a/b)`,
    );
  });
});
