import type { SortedKeys } from './sorted-keys.ts';

/** A list request. `after` is exclusive: a key, or a common prefix whose keys were all counted. */
export interface KeyQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
  readonly limit: number;
}

/** One page: keys, and the prefixes that group the keys behind a delimiter. */
export interface KeyPage {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last name of this page, where the next page starts; undefined on the last page. */
  readonly next: string | undefined;
}

/** Lists one page of a bucket's keys as ListObjects and ListMultipartUploads do. */
export function listKeys(sorted: SortedKeys, query: KeyQuery): KeyPage {
  const { prefix, delimiter, after, limit } = query;
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  let index = Math.max(sorted.lowerBound(prefix), after === '' ? 0 : sorted.upperBound(after));
  for (;;) {
    const key = sorted.at(index);
    if (!key?.startsWith(prefix)) {
      return { keys, commonPrefixes, isTruncated: false, next: undefined };
    }
    const group = commonPrefix(key, prefix, delimiter);
    if (group !== undefined && group === after) {
      index = sorted.endOfPrefix(group, index);
      continue;
    }
    if (keys.length + commonPrefixes.length >= limit) {
      return { keys, commonPrefixes, isTruncated: true, next: last };
    }
    if (group === undefined) {
      keys.push(key);
      last = key;
      index += 1;
    } else {
      commonPrefixes.push(group);
      last = group;
      index = sorted.endOfPrefix(group, index);
    }
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}
