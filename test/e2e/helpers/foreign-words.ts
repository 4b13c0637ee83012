import type { Page } from '@playwright/test';

/** What Chinese people write in Latin letters, too: names of OSS, of formats, units and keys. */
const atHome = new Set(
  [
    'Ferry OSS RAM STS AccessKey ID Secret Bucket Object Key Endpoint ACL ETag CRC Request URL',
    'http https HTTP CSV JSON',
    // Names of headers.
    'Content-Type Content-Disposition Content-Encoding Content-Language',
    'Cache-Control Expires x-oss-meta- mtime',
    // Alibaba Cloud's own tool.
    'ossutil',
    'kB MB GB KiB MiB GiB',
    'Space Enter Delete Shift Ctrl Alt Esc Home End',
    // Placeholders, as they are typed.
    'url key name',
  ].flatMap(latinWords),
);

/**
 * Latin words in what the page shows and in what it tells screen readers, apart from those that are
 * at home in Chinese.
 *
 * @param data whose words are nobody's: names of files and servers
 */
export async function foreignWords(
  page: Page,
  data: readonly string[],
): Promise<readonly string[]> {
  const { text, heard, names } = await page.evaluate(() => {
    const spoken = ['alt', 'title', 'placeholder', 'aria-label', 'aria-valuetext'];
    const texts = [...document.querySelectorAll('*')].flatMap((element) =>
      spoken.map((name) => element.getAttribute(name) ?? ''),
    );
    // An announcement was read aloud already and is not translated afterwards.
    const heard = [...document.querySelectorAll('.sr-only[aria-live], [role=alert]')];
    // A name has two halves, so that it can be cut in the middle.
    const halves = [...document.querySelectorAll('.name')].map((name) => ({
      whole: name.textContent ?? '',
      halves: [...name.children].map(({ textContent }) => textContent ?? ''),
    }));
    return {
      names: halves,
      text: [document.body.innerText, ...texts].join('\n'),
      heard: heard.map(({ textContent }) => textContent ?? ''),
    };
  });
  const known = new Set([...data, ...heard].flatMap(latinWords));
  for (const { whole, halves } of names) {
    if (latinWords(whole).some((word) => !known.has(word))) continue;
    for (const word of halves.flatMap(latinWords)) known.add(word);
  }
  return [...new Set(latinWords(text))].filter((word) => !atHome.has(word) && !known.has(word));
}

function latinWords(text: string): readonly string[] {
  return text.match(/[A-Za-z]{2,}/g) ?? [];
}

declare const document: {
  readonly body: { readonly innerText: string };
  querySelectorAll(selector: string): Iterable<{
    readonly textContent: string | null;
    readonly children: Iterable<{ readonly textContent: string | null }>;
    getAttribute(name: string): string | null;
  }>;
};
