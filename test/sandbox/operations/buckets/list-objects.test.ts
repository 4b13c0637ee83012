import { beforeAll, describe, expect, it } from 'vitest';
import { connect, type AliOss } from '../../helpers/ali-oss.ts';
import { sendSigned } from '../../helpers/raw-request.ts';
import { useSandbox } from '../../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();
const keys = ['fun/movie/1.avi', 'fun/movie/7.avi', 'fun/test.jpg', 'oss.jpg', 'other/8.avi'];
const names = (page: { objects: { name: string }[] }) => page.objects.map(({ name }) => name);
let client: AliOss;

beforeAll(async () => {
  client = connect(sandbox());
  for (const key of [...keys].reverse()) await client.put(key, Buffer.from(key));
});

describe('ListObjects', () => {
  it('describes objects in order', async () => {
    const page = await client.list({});
    expect(names(page)).toEqual(keys);
    expect(page.isTruncated).toBe(false);
    expect(page.objects[0]).toMatchObject({
      size: 15,
      type: 'Normal',
      storageClass: 'Standard',
      etag: expect.stringMatching(/^"[0-9A-F]{32}"$/) as string,
      lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/) as string,
      owner: { id: expect.any(String) as string, displayName: expect.any(String) as string },
    });
  });

  it('turns pages by marker, and folds by delimiter', async () => {
    const first = await client.list({ 'max-keys': 2 });
    expect(first.isTruncated).toBe(true);
    const second = await client.list({ 'max-keys': 10, marker: first.nextMarker ?? '' });
    expect([...names(first), ...names(second)]).toEqual(keys);
    const folded = await client.list({ delimiter: '/' });
    expect(names(folded)).toEqual(['oss.jpg']);
    expect(folded.prefixes).toEqual(['fun/', 'other/']);
    const inside = await client.list({ prefix: 'fun/', delimiter: '/' });
    expect(names(inside)).toEqual(['fun/test.jpg']);
    expect(inside.prefixes).toEqual(['fun/movie/']);
  });

  it('counts a folded prefix once over all pages', async () => {
    const seen: string[] = [];
    let query: Record<string, string> = {};
    for (;;) {
      const page = await client.list({ delimiter: '/', 'max-keys': 1, ...query });
      seen.push(...names(page), ...(page.prefixes ?? []));
      if (page.nextMarker === null) break;
      query = { marker: page.nextMarker };
    }
    expect(seen).toEqual(['fun/', 'oss.jpg', 'other/']);
  });

  it.each([true, false])('takes empty arguments as ali-oss signs them, V4 %s', async (v4) => {
    const signing = connect(sandbox(), { authorizationV4: v4 });
    expect(names(await signing.list({ marker: '', prefix: '' }))).toEqual(keys);
  });

  it.each(['0', '1001', '-1', 'ten'])('refuses max-keys %s', async (count) => {
    const answer = await sendSigned(sandbox(), { path: `/?max-keys=${count}` });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('<Code>InvalidArgument</Code>');
  });
});

describe('ListObjectsV2', () => {
  it('turns pages by token and counts what it gives', async () => {
    const first = await client.listV2({ 'max-keys': 3 });
    expect(first).toMatchObject({ keyCount: 3, isTruncated: true });
    expect(first.objects[0]?.owner).toBeNull();
    const second = await client.listV2({
      'max-keys': 3,
      'fetch-owner': 'true',
      'continuation-token': first.nextContinuationToken ?? '',
    });
    expect([...names(first), ...names(second)]).toEqual(keys);
    expect(second.objects[0]?.owner?.id).toBeDefined();
    expect(second.nextContinuationToken).toBeNull();
  });

  it('starts after a key', async () => {
    expect(names(await client.listV2({ 'start-after': 'fun/test.jpg' }))).toEqual(keys.slice(3));
  });

  it('refuses a token it has not made', async () => {
    const answer = await sendSigned(sandbox(), { path: '/?list-type=2&continuation-token=@@' });
    expect(answer.status).toBe(400);
  });
});

it('lists keys XML cannot carry as they are, plain and encoded', async () => {
  const odd = ['odd/\u0001\n\f\u0007', 'odd/ 空格 yeah +-/\\&*#(1) ', 'odd/a<b&c>d'];
  for (const key of odd) await client.put(key, Buffer.from('x'));
  expect(names(await client.list({ prefix: 'odd/' })).sort()).toEqual([...odd].sort());
  const encoded = await client.list({ prefix: 'odd/', 'encoding-type': 'url' });
  expect(names(encoded).map(decodeURIComponent).sort()).toEqual([...odd].sort());
  const { deleted } = await client.deleteMulti(odd);
  expect(deleted.map(({ Key }) => Key)).toEqual(odd);
  expect(names(await client.list({ prefix: 'odd/' }))).toEqual([]);
});
