import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Crc64Sum } from '../../../sandbox/rules/crc64.ts';
import { connect } from '../helpers/ali-oss.ts';
import { sendSigned } from '../helpers/raw-request.ts';
import { temporaryFolder, useSandbox } from '../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();
const partSize = 100 * 1024;

function writeTemporary(bytes: Buffer): string {
  const path = join(temporaryFolder(), 'source.bin');
  writeFileSync(path, bytes);
  return path;
}

async function begin(key: string, sizes: readonly number[]) {
  const client = connect(sandbox());
  const { uploadId } = await client.initMultipartUpload(key);
  const parts = await Promise.all(
    sizes.map(async (size, index) => {
      const file = writeTemporary(Buffer.alloc(size, index + 1));
      const { etag } = await client.uploadPart(key, uploadId, index + 1, file, 0, size);
      return { number: index + 1, etag };
    }),
  );
  return { client, uploadId, parts };
}

describe.each([
  ['V1', false],
  ['V4', true],
])('a multipart upload signed with %s', (_, authorizationV4) => {
  it('makes an object of its parts, with the attributes of its beginning', async () => {
    const client = connect(sandbox(), { authorizationV4 });
    const bytes = randomBytes(3 * partSize + 17);
    const { res } = await client.multipartUpload('whole', writeTemporary(bytes), {
      partSize,
      parallel: 3,
      mime: 'video/x-demo',
      meta: { uid: '7' },
      headers: { 'x-oss-server-side-encryption': 'KMS' },
    });
    const crc = new Crc64Sum().update(bytes).digest().toString();
    expect(res.headers['x-oss-hash-crc64ecma']).toBe(crc);
    expect(res.headers['x-oss-server-side-encryption']).toBe('KMS');
    expect(res.headers['etag']).toMatch(/^"[0-9A-F]{32}-4"$/);
    const { content, res: read } = await client.get('whole');
    expect(content.equals(bytes)).toBe(true);
    expect(read.headers).toMatchObject({
      'content-type': 'video/x-demo',
      'x-oss-meta-uid': '7',
      'x-oss-object-type': 'Multipart',
      'x-oss-hash-crc64ecma': crc,
    });
    expect(read.headers['content-md5']).toBeUndefined();
  });
});

it('reads ranges across the borders of parts', async () => {
  const { client, uploadId, parts } = await begin('borders', [partSize, partSize, 10]);
  await client.completeMultipartUpload('borders', uploadId, parts);
  const { content } = await client.get('borders', {
    headers: { Range: `bytes=${partSize - 2}-${2 * partSize + 1}` },
  });
  expect(content.length).toBe(partSize + 4);
  expect([...content.subarray(0, 4)]).toEqual([1, 1, 2, 2]);
  expect([...content.subarray(-3)]).toEqual([2, 3, 3]);
});

it('replaces a part of the same number', async () => {
  const { client, uploadId } = await begin('replaced', [partSize]);
  const file = writeTemporary(Buffer.from('short'));
  const { etag } = await client.uploadPart('replaced', uploadId, 1, file, 0, 5);
  await client.completeMultipartUpload('replaced', uploadId, [{ number: 1, etag }]);
  expect((await client.get('replaced')).content.toString()).toBe('short');
});

it('leaves out parts that Complete does not name', async () => {
  const { client, uploadId, parts } = await begin('gaps', [partSize, partSize, partSize]);
  const chosen = parts.filter(({ number }) => number !== 2);
  await client.completeMultipartUpload('gaps', uploadId, chosen);
  const { content } = await client.get('gaps');
  expect(content.length).toBe(2 * partSize);
  expect([content.at(0), content.at(-1)]).toEqual([1, 3]);
});

it('completes everything there when asked for all', async () => {
  const { client, uploadId } = await begin('all', [partSize, 5]);
  const answer = await sendSigned(sandbox(), {
    method: 'POST',
    path: `/all?uploadId=${uploadId}`,
    headers: { 'x-oss-complete-all': 'yes', 'Content-Length': '0' },
  });
  expect(answer.status).toBe(200);
  expect((await client.head('all')).res.headers['content-length']).toBe(String(partSize + 5));
});

it('gives the object the ACL that Complete names', async () => {
  const client = connect(sandbox());
  const { uploadId } = await client.initMultipartUpload('acl-by-complete');
  const path = join(temporaryFolder(), 'acl-by-complete');
  writeFileSync(path, 'seen by all');
  const { etag } = await client.uploadPart('acl-by-complete', uploadId, 1, path, 0, 11);
  await client.completeMultipartUpload('acl-by-complete', uploadId, [{ number: 1, etag }], {
    headers: { 'x-oss-object-acl': 'public-read' },
  });
  expect((await client.getACL('acl-by-complete')).acl).toBe('public-read');
});

describe('what Complete refuses', () => {
  it('a part that is too small and not the last', async () => {
    const { client, uploadId, parts } = await begin('small', [10, 10]);
    await expect(client.completeMultipartUpload('small', uploadId, parts)).rejects.toMatchObject({
      code: 'EntityTooSmall',
      status: 400,
    });
  });

  it('a part that is not there, and an ETag that is not the part’s', async () => {
    const { client, uploadId, parts } = await begin('wrong', [10]);
    await expect(
      client.completeMultipartUpload('wrong', uploadId, [...parts, { number: 9, etag: '"A"' }]),
    ).rejects.toMatchObject({ code: 'InvalidPart', status: 400 });
    await expect(
      client.completeMultipartUpload('wrong', uploadId, [{ number: 1, etag: '"00"' }]),
    ).rejects.toMatchObject({ code: 'InvalidPart' });
  });

  it.each([
    ['parts out of order', [2, 1], 'InvalidPartOrder'],
    ['a part named twice', [1, 1], 'InvalidPartOrder'],
    ['no part', [], 'MalformedXML'],
    ['a number out of range', [10_001], 'InvalidArgument'],
  ])('%s', async (_, numbers, code) => {
    const { client, uploadId, parts } = await begin('order', [partSize, partSize]);
    const list = numbers.map((number) => {
      const etag = parts.find((part) => part.number === number)?.etag ?? '"A"';
      return `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;
    });
    const answer = await sendSigned(sandbox(), {
      method: 'POST',
      path: `/order?uploadId=${uploadId}`,
      body: `<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`,
    });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
    await client.abortMultipartUpload('order', uploadId);
  });

  it('an existing object, when the upload or the request forbids to replace it', async () => {
    const headers = () => ({ 'x-oss-forbid-overwrite': 'true' });
    const { client, uploadId, parts } = await begin('kept', [10]);
    const { uploadId: careful } = await client.initMultipartUpload('kept', { headers: headers() });
    const file = writeTemporary(Buffer.from('later'));
    const part = await client.uploadPart('kept', careful, 1, file, 0, 5);
    await client.put('kept', Buffer.from('first'));
    const refusal = { code: 'FileAlreadyExists', status: 409 };
    await expect(
      client.completeMultipartUpload('kept', uploadId, parts, { headers: headers() }),
    ).rejects.toMatchObject(refusal);
    await expect(
      client.completeMultipartUpload('kept', careful, [{ number: 1, etag: part.etag }]),
    ).rejects.toMatchObject(refusal);
    await expect(client.initMultipartUpload('kept', { headers: headers() })).rejects.toMatchObject(
      refusal,
    );
    expect((await client.get('kept')).content.toString()).toBe('first');
  });
});

describe('an upload that is over', () => {
  it('is unknown to every call, completed or aborted', async () => {
    const completed = await begin('over', [10]);
    await completed.client.completeMultipartUpload('over', completed.uploadId, completed.parts);
    const aborted = await begin('over', [10]);
    await aborted.client.abortMultipartUpload('over', aborted.uploadId);
    for (const { client, uploadId, parts } of [completed, aborted]) {
      const gone = {
        code: 'NoSuchUpload',
        status: 404,
        message:
          'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      };
      const file = writeTemporary(Buffer.from('x'));
      await expect(client.uploadPart('over', uploadId, 1, file, 0, 1)).rejects.toMatchObject(gone);
      await expect(client.listParts('over', uploadId)).rejects.toMatchObject(gone);
      await expect(client.completeMultipartUpload('over', uploadId, parts)).rejects.toMatchObject(
        gone,
      );
      await expect(client.abortMultipartUpload('over', uploadId)).rejects.toMatchObject(gone);
    }
  });

  it('ignores a part that was still arriving when it was aborted', async () => {
    const { client, uploadId } = await begin('late', [10]);
    const held = sandbox().faults.add({
      when: { operation: 'UploadPart', uploadId },
      fault: { kind: 'hold', point: 'request' },
    });
    const file = writeTemporary(Buffer.alloc(partSize));
    const late = client.uploadPart('late', uploadId, 2, file, 0, partSize);
    await held.nextFired();
    await connect(sandbox()).abortMultipartUpload('late', uploadId);
    held.release();
    await expect(late).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });
});

it.each(['0', '10001', 'two', '-1', ''])('refuses part number %j', async (number) => {
  const { client, uploadId } = await begin('numbers', [10]);
  const answer = await sendSigned(sandbox(), {
    method: 'PUT',
    path: `/numbers?partNumber=${number}&uploadId=${uploadId}`,
    body: 'x',
  });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('<Code>InvalidArgument</Code>');
  await client.abortMultipartUpload('numbers', uploadId);
});

it('checks a part against the checksums sent with it', async () => {
  const { client, uploadId } = await begin('checked', [10]);
  const file = writeTemporary(Buffer.from('bytes'));
  const send = (headers: Record<string, string>) =>
    client.uploadPart('checked', uploadId, 1, file, 0, 5, { headers });
  await expect(send({ 'x-oss-hash-crc64ecma': '5' })).rejects.toMatchObject({
    code: 'InvalidCRC64',
  });
  await expect(send({ 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({
    code: 'InvalidDigest',
  });
});
