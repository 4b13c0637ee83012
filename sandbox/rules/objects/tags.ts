import { limits } from '../limits.ts';
import { OssError } from '../oss-error.ts';
import { percentDecode } from '../../text/text-coding.ts';
import { childText, type XmlElement } from '../../text/xml-reader.ts';

/** A label on an object or a bucket. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Largest number and lengths of tags, in characters. Objects and buckets differ. */
export interface TagLimits {
  readonly count: number;
  readonly key: number;
  readonly value: number;
}

export const objectTagLimits: TagLimits = { count: limits.objectTags, key: 128, value: 256 };
export const bucketTagLimits: TagLimits = { count: limits.bucketTags, key: 64, value: 128 };

const allowed = /^[\p{L}\p{N} +\-=._:/@]*$/u;

/**
 * Reads the header `x-oss-tagging`: `a=1&b=2`, percent-encoded.
 *
 * @throws OssError InvalidTag
 */
export function readTagHeader(header: string | undefined): Tag[] {
  if (header === undefined || header === '') return [];
  const tags = header.split('&').map((pair) => {
    const [key = '', ...rest] = pair.split('=');
    return { key: decode(key), value: decode(rest.join('=')) };
  });
  checkTags(tags, objectTagLimits);
  return tags;
}

/**
 * Reads a `<Tagging><TagSet><Tag>` document.
 *
 * @throws OssError MalformedXML or InvalidTag
 */
export function readTagXml(root: XmlElement, tagLimits: TagLimits): Tag[] {
  const set = root.children.find((child) => child.name === 'TagSet');
  if (root.name !== 'Tagging' || set === undefined) throw new OssError('MalformedXML');
  const tags = set.children.map((element) => {
    const key = childText(element, 'Key');
    if (element.name !== 'Tag' || key === undefined) throw new OssError('MalformedXML');
    return { key, value: childText(element, 'Value') ?? '' };
  });
  checkTags(tags, tagLimits);
  return tags;
}

function checkTags(tags: readonly Tag[], tagLimits: TagLimits): void {
  const keys = new Set(tags.map((tag) => tag.key));
  const isValid =
    keys.size === tags.length &&
    tags.length <= tagLimits.count &&
    tags.every(
      ({ key, value }) =>
        key !== '' &&
        key.length <= tagLimits.key &&
        value.length <= tagLimits.value &&
        allowed.test(key) &&
        allowed.test(value),
    );
  if (!isValid) throw new OssError('InvalidTag');
}

function decode(text: string): string {
  const decoded = percentDecode(text.replaceAll('+', ' '));
  if (decoded === undefined) throw new OssError('InvalidTag');
  return decoded;
}
