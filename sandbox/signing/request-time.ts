const isoBasic = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** Reads `20260131T235959Z`, the form of signature V4; returns milliseconds since 1970. */
export function parseIsoBasic(text: string): number | undefined {
  const match = isoBasic.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(
    `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`,
  );
  return Number.isNaN(time) ? undefined : time;
}

/** Reads an HTTP date or a date form of V4; returns milliseconds since 1970. */
export function parseRequestTime(text: string): number | undefined {
  const basic = parseIsoBasic(text);
  if (basic !== undefined) return basic;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** `Sat, 31 Jan 2026 23:59:59 GMT` */
export function formatHttpDate(time: number): string {
  return new Date(time).toUTCString();
}

/** `2026-01-31T23:59:59.000Z`, the form of all dates in OSS's XML. */
export function formatXmlDate(time: number): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString();
}
