import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { connect, type AliOss } from '../helpers/ali-oss.ts';
import { sendSigned } from '../helpers/raw-request.ts';
import { temporaryFolder, useSandbox } from '../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();
let client: AliOss;

beforeEach(async () => {
  client = connect(sandbox());
  const { uploads } = await client.listUploads({ 'max-uploads': 1000 });
  for (const { name, uploadId } of uploads) await client.abortMultipartUpload(name, uploadId);
});

describe('ListMultipartUploads', () => {
  const start = async (keys: string[]): Promise<string[]> => {
    const ids: string[] = [];
    for (const key of keys) ids.push((await client.initMultipartUpload(key)).uploadId);
    return ids;
  };
  const list = async (query: Record<string, string | number>): Promise<string[]> =>
    (await client.listUploads({ 'max-uploads': 10, ...query })).uploads.map(
      ({ uploadId }) => uploadId,
    );

  it('goes on after a key', async () => {
    const ids = await start(['k0', 'k1', 'k2']);
    expect(await list({})).toEqual(ids);
    expect(await list({ 'key-marker': 'k0' })).toEqual(ids.slice(1));
    expect(await list({ 'key-marker': 'k2' })).toEqual([]);
  });

  it('goes on within a key, and ignores an id alone', async () => {
    const ids = (await start(['same', 'same', 'same'])).sort();
    const later = await start(['zzz']);
    expect(await list({ 'upload-id-marker': ids[1] ?? '' })).toEqual([...ids, ...later]);
    expect(await list({ 'key-marker': 'same', 'upload-id-marker': ids[0] ?? '' })).toEqual([
      ...ids.slice(1),
      ...later,
    ]);
  });

  it('turns pages, filters by prefix and folds by delimiter', async () => {
    await start(['a/1', 'a/2', 'b', 'c']);
    const page = await client.listUploads({ 'max-uploads': 2 });
    expect(page).toMatchObject({ isTruncated: true, nextKeyMarker: 'a/2' });
    expect((await client.listUploads({ prefix: 'a/' })).uploads).toHaveLength(2);
    const { text } = await sendSigned(sandbox(), { path: '/?uploads&delimiter=%2F' });
    expect(text.match(/<Prefix>a\/<\/Prefix>/g)).toHaveLength(1);
    expect(text.match(/<Upload>/g)).toHaveLength(2);
  });
});

describe('ListParts', () => {
  it('gives parts by number, in pages', async () => {
    const { uploadId } = await client.initMultipartUpload('parts');
    const path = join(temporaryFolder(), 'x');
    writeFileSync(path, 'abcdef');
    const etags: string[] = [];
    for (const number of [3, 1, 10_000]) {
      const { etag } = await client.uploadPart('parts', uploadId, number, path, 0, 6);
      etags.push(etag);
    }
    const all = await client.listParts('parts', uploadId);
    expect(all.parts).toMatchObject([
      { PartNumber: '1', Size: '6', ETag: etags[0] },
      { PartNumber: '3', Size: '6' },
      { PartNumber: '10000', Size: '6' },
    ]);
    expect(all.isTruncated).toBe('false');
    const first = await client.listParts('parts', uploadId, { 'max-parts': 2 });
    expect(first).toMatchObject({ isTruncated: 'true', nextPartNumberMarker: '3' });
    const rest = await client.listParts('parts', uploadId, { 'part-number-marker': 3 });
    expect(rest.parts).toMatchObject({ PartNumber: '10000' });
  });
});
