/**
 * Chromium's answer for a URL under `proxyRules` such as "http=a:80;https=b:81" or
 * "socks5://c:1080", in PAC words: "PROXY a:80", "SOCKS5 c:1080" or "DIRECT".
 */
export function proxyFor(url: string, rules: string): string {
  const scheme = URL.parse(url)?.protocol.replace(':', '') ?? '';
  const entries = rules.split(';').filter((entry) => entry.trim() !== '');
  const forScheme = entries.find((entry) => entry.trim().startsWith(`${scheme}=`));
  const forAll = entries.find((entry) => !entry.includes('='));
  const chosen = (forScheme?.slice(forScheme.indexOf('=') + 1) ?? forAll)?.trim();
  if (chosen === undefined || chosen === '') return 'DIRECT';
  const [, kind = 'http', address = ''] = /^(?:([a-z0-9]+):\/\/)?(.*)$/i.exec(chosen) ?? [];
  const words: Readonly<Record<string, string>> = {
    http: 'PROXY',
    https: 'HTTPS',
    socks: 'SOCKS',
    socks4: 'SOCKS',
    socks5: 'SOCKS5',
  };
  return kind === 'direct' ? 'DIRECT' : `${words[kind] ?? 'PROXY'} ${address}`;
}
