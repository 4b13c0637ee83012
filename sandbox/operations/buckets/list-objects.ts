import { listKeys, type KeyPage } from '../../rules/objects/list-keys.ts';
import { invalidArgument } from '../../rules/oss-error.ts';
import { formatXmlDate } from '../../signing/request-time.ts';
import { percentEncode } from '../../text/text-coding.ts';
import { writeXml, type XmlFields } from '../../text/xml-writer.ts';
import { xmlResponse, type OssResponse, type BucketCall } from '../call.ts';
import { readCount } from '../multipart-lists.ts';

/** GET /: the keys of a bucket, in pages; `list-type=2` selects the newer form. */
export function listObjects(call: BucketCall): OssResponse {
  const { query } = call;
  const isSecond = query.get('list-type') === '2';
  const page = {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: readCount(query, 'max-keys', 100),
  };
  const encodingType = query.get('encoding-type');
  if (encodingType !== undefined && encodingType !== '' && encodingType !== 'url') {
    throw invalidArgument(
      'Invalid Encoding Method specified in Request',
      'encoding-type',
      encodingType,
    );
  }
  const encode = (text: string): string => (encodingType === 'url' ? percentEncode(text) : text);
  const fields = isSecond ? listSecond(call, page, encode) : listFirst(call, page, encode);
  return xmlResponse(
    writeXml('ListBucketResult', {
      Name: call.bucket.record.name,
      Prefix: encode(page.prefix),
      MaxKeys: page.limit,
      Delimiter: encode(page.delimiter),
      EncodingType: encodingType === 'url' ? 'url' : undefined,
      ...fields,
    }),
  );
}

interface PageRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
}

type Encode = (text: string) => string;

function listFirst(call: BucketCall, request: PageRequest, encode: Encode): XmlFields {
  const marker = call.query.get('marker') ?? '';
  const page = listKeys(call.bucket.keys, { ...request, after: marker });
  return {
    Marker: encode(marker),
    IsTruncated: page.isTruncated,
    NextMarker: page.next === undefined ? undefined : encode(page.next),
    ...contents(call, page, encode, true),
  };
}

function listSecond(call: BucketCall, request: PageRequest, encode: Encode): XmlFields {
  const { query } = call;
  const startAfter = query.get('start-after') ?? '';
  const token = query.get('continuation-token');
  const after = token === undefined || token === '' ? startAfter : readToken(token);
  const page = listKeys(call.bucket.keys, { ...request, after });
  return {
    StartAfter: startAfter === '' ? undefined : encode(startAfter),
    ContinuationToken: token,
    IsTruncated: page.isTruncated,
    NextContinuationToken: page.next === undefined ? undefined : writeToken(page.next),
    KeyCount: page.keys.length + page.commonPrefixes.length,
    ...contents(call, page, encode, query.get('fetch-owner') === 'true'),
  };
}

function contents(
  { bucket }: BucketCall,
  page: KeyPage,
  encode: Encode,
  withOwner: boolean,
): XmlFields {
  const { ownerId } = bucket.record;
  return {
    Contents: page.keys.flatMap((key) => {
      const object = bucket.object(key);
      if (object === undefined) return [];
      return [
        {
          Key: encode(key),
          LastModified: formatXmlDate(object.lastModified),
          ETag: `"${object.etag}"`,
          Type: object.type,
          Size: object.size,
          StorageClass: object.storageClass,
          ...(withOwner ? { Owner: { ID: ownerId, DisplayName: ownerId } } : {}),
        },
      ];
    }),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

function writeToken(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64');
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString('utf8');
  if (writeToken(key) === token) return key;
  throw invalidArgument('The continuation token is not valid.', 'continuation-token', token);
}
