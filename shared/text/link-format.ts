/** How copied links are written. `place`: in the template of the destination. */
export const linkFormats = ['place', 'url', 'markdown', 'html'] as const;
export type LinkFormat = (typeof linkFormats)[number];

/** The address of a link, and the key that its text may name. */
interface LinkAddress {
  readonly url: string;
  /** The key of the object. */
  readonly key: string;
}

const isPicture = /\.(avif|bmp|gif|jpe?g|png|svg|webp)$/i;

/**
 * Writes one link. A picture is embedded, so that it shows where the text is pasted; every other
 * file is a link with its name.
 *
 * @param template of the destination: `{url}`, `{key}` and `{name}` are filled in
 */
export function formatLink(
  format: LinkFormat,
  { url, key }: LinkAddress,
  template = '{url}',
): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  switch (format) {
    case 'place':
      return fillTemplate(template, { url, key, name });
    case 'url':
      return url;
    case 'markdown':
      return `${isPicture.test(name) ? '!' : ''}[${markdownText(name)}](${markdownUrl(url)})`;
    case 'html': {
      const [address, text] = [htmlText(url), htmlText(name)];
      return isPicture.test(name)
        ? `<img src="${address}" alt="${text}">`
        : `<a href="${address}">${text}</a>`;
    }
  }
}

function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(url|key|name)\}/g, (whole, field: string) => values[field] ?? whole);
}

/** Backslashes before what would end or format the text (CommonMark 2.4). */
function markdownText(text: string): string {
  return text.replace(/[\\`*_[\]<>&!]/g, String.raw`\$&`);
}

/** A parenthesis would end the address. */
function markdownUrl(url: string): string {
  return url.replaceAll('(', '%28').replaceAll(')', '%29');
}

function htmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
