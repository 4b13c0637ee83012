import { ownerNamed } from '../../accounts.ts';
import { OssError } from '../../rules/oss-error.ts';
import { formatXmlDate } from '../../signing/request-time.ts';
import { writeXml, type XmlFields } from '../../text/xml-writer.ts';
import type { BucketRecord } from '../../storage/records.ts';
import { xmlResponse, type OssResponse, type AuthorizedCall } from '../call.ts';
import { readCount } from '../multipart-lists.ts';

/** GET / at the service: the buckets of the sender. */
export function handleListBuckets({
  identity,
  query,
  region,
  storage,
}: AuthorizedCall): OssResponse {
  const { account } = identity;
  if (account === undefined) throw new OssError('AccessDenied');
  const owner = ownerNamed(account);
  const prefix = query.get('prefix') ?? '';
  const marker = query.get('marker') ?? '';
  const most = readCount(query, 'max-keys', 100);
  const wantedTags = readTagFilter(query.get('tagging'));
  const all = storage
    .buckets()
    .map((bucket) => bucket.record)
    .filter(
      (record) =>
        record.ownerId === owner &&
        record.name.startsWith(prefix) &&
        record.name > marker &&
        wantedTags.every(({ key, value }) =>
          record.tags.some(
            (tag) => tag.key === key && (value === undefined || tag.value === value),
          ),
        ),
    );
  const page = all.slice(0, most);
  const isTruncated = all.length > page.length;
  return xmlResponse(
    writeXml('ListAllMyBucketsResult', {
      Prefix: prefix,
      Marker: marker,
      MaxKeys: most,
      IsTruncated: isTruncated,
      NextMarker: isTruncated ? page.at(-1)?.name : undefined,
      Owner: { ID: owner, DisplayName: owner },
      Buckets: {
        Bucket: page.map((record) => ({ ...describeBucket(record, region), ...tagSet(record) })),
      },
    }),
  );
}

/** The fields that ListBuckets and GetBucketInfo share. */
export function describeBucket(record: BucketRecord, serverRegion: string): XmlFields {
  const region = regionOf(record, serverRegion);
  return {
    CreationDate: formatXmlDate(record.created),
    ExtranetEndpoint: `oss-${region}.aliyuncs.com`,
    IntranetEndpoint: `oss-${region}-internal.aliyuncs.com`,
    Location: `oss-${region}`,
    Name: record.name,
    Region: region,
    StorageClass: record.storageClass,
  };
}

/** The region of a bucket, such as `cn-hangzhou`. */
export function regionOf({ settings }: BucketRecord, serverRegion: string): string {
  return settings?.region ?? serverRegion;
}

function tagSet({ tags }: BucketRecord): XmlFields {
  if (tags.length === 0) return {};
  return {
    TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) },
  };
}

/** Reads `"a":"1","b":"2"`, where a value may be missing. */
function readTagFilter(text: string | undefined): { key: string; value: string | undefined }[] {
  const pairs = (text ?? '').matchAll(/"([^"]*)"(?::"([^"]*)")?/g);
  return [...pairs].map(([, key = '', value]) => ({ key, value }));
}
