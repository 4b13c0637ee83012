import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAccountBrowser } from '../../main/oss/requests/account-browser.ts';
import { createObjectStore } from '../../main/oss/object-store.ts';
import { maxResponseBytes } from '../../main/transfer/transport.ts';
import { TransferError, type ErrorRecord } from '../../shared/errors.ts';
import {
  fixedCredentials,
  noOptions,
  someAccount,
  someContext,
  someTarget,
} from '../helpers/oss-account.ts';
import { ossResponse } from '../helpers/oss-responses.ts';
import { createScriptedTransport } from '../helpers/doubles/scripted-transport.ts';
import { failureOf, never, put, useTransport } from '../main/transfer/transport-fixture.ts';
import { hostileBodies } from './hostile-answers.ts';

const openTransport = useTransport();

const MiB = 1024 * 1024;

/** All calls whose success is an XML, with one that would be believed. */
function openCalls() {
  const transport = createScriptedTransport();
  const common = { accounts: () => someAccount, credentials: fixedCredentials(), transport };
  const store = createObjectStore(common);
  const browser = createAccountBrowser(common);
  const context = someContext();
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const parts = [{ number: 1, size: 1, etag: '"A"' }];
  const calls = [
    {
      root: 'InitiateMultipartUploadResult',
      whole: `${head}<InitiateMultipartUploadResult><Bucket>my-bucket</Bucket><Key>folder/photo.jpg</Key><UploadId>0004B9894A22E5B1888A1E29F8236E2D</UploadId></InitiateMultipartUploadResult>`,
      make: () => store.initiate(someTarget, noOptions, context),
    },
    {
      root: 'CompleteMultipartUploadResult',
      whole: `${head}<CompleteMultipartUploadResult><Bucket>my-bucket</Bucket><Key>folder/photo.jpg</Key><ETag>"C-1"</ETag></CompleteMultipartUploadResult>`,
      make: () => store.complete(someTarget, 'U1', parts, noOptions, context),
    },
    {
      root: 'ListPartsResult',
      whole: `${head}<ListPartsResult><UploadId>U1</UploadId><IsTruncated>false</IsTruncated><Part><PartNumber>1</PartNumber><ETag>"A"</ETag><Size>1</Size></Part></ListPartsResult>`,
      make: () => store.listParts(someTarget, 'U1', context),
    },
    {
      root: 'ListMultipartUploadsResult',
      whole: `${head}<ListMultipartUploadsResult><Bucket>my-bucket</Bucket><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Upload><Key>a</Key><UploadId>U</UploadId><Initiated>2012-02-23T06:14:27.000Z</Initiated></Upload></ListMultipartUploadsResult>`,
      make: () =>
        store.listUploads({ accountId: 'account-1', bucket: 'my-bucket', prefix: '' }, context),
    },
    {
      root: 'ListAllMyBucketsResult',
      whole: `${head}<ListAllMyBucketsResult><Owner><ID>1</ID><DisplayName>1</DisplayName></Owner><IsTruncated>false</IsTruncated><Buckets><Bucket><Location>oss-cn-hangzhou</Location><Name>a</Name></Bucket></Buckets></ListAllMyBucketsResult>`,
      make: () => browser.buckets('account-1', context),
    },
    {
      root: 'ListBucketResult',
      whole: `${head}<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes></ListBucketResult>`,
      make: () =>
        browser.prefixes({ accountId: 'account-1', bucket: 'my-bucket', prefix: '' }, context),
    },
  ];
  return { transport, calls, store };
}

async function errorOf(call: Promise<unknown>): Promise<ErrorRecord | 'believed'> {
  try {
    await call;
    return 'believed';
  } catch (thrown) {
    if (thrown instanceof TransferError) return thrown.record;
    throw thrown;
  }
}

const { calls: known } = openCalls();
const tries = known.flatMap(({ root, whole }) => hostileBodies(root, whole));

describe(`${tries.length} responses that OSS did not send`, () => {
  it('are enough, and the one beside them is believed', async () => {
    expect(tries.length).toBeGreaterThanOrEqual(600);
    const { calls, transport } = openCalls();
    for (const { whole, make } of calls) {
      const made = make();
      const { respondWith } = await transport.nextRequest();
      respondWith(ossResponse({ body: new TextEncoder().encode(whole) }));
      expect(await errorOf(made)).toBe('believed');
    }
  });

  it.each(known)('for $root are errors, in bounded memory', async ({ root, whole }) => {
    const { calls, transport } = openCalls();
    const call = calls.find((one) => one.root === root);
    const before = process.memoryUsage.rss();
    for (const [what, body] of hostileBodies(root, whole)) {
      const made = call?.make() ?? Promise.resolve();
      const { respondWith } = await transport.nextRequest();
      respondWith(ossResponse({ body }));
      expect([what, await errorOf(made)]).toEqual([
        what,
        expect.objectContaining({ code: 'unexpected-answer', status: 200 }),
      ]);
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * MiB);
  });

  it.each([403, 404, 409, 500, 503])('with status %d are errors too', async (status) => {
    const { calls, transport } = openCalls();
    const { root = '', make } = calls[2] ?? {};
    for (const [what, body] of hostileBodies(
      'Error',
      (calls[2]?.whole ?? '').replaceAll(root, 'E'),
    )) {
      const made = make?.() ?? Promise.resolve();
      const { respondWith } = await transport.nextRequest();
      respondWith({ status, headers: { 'x-oss-request-id': 'A'.repeat(24) }, body });
      const error = await errorOf(made);
      expect([what, error]).toEqual([what, expect.objectContaining({ status })]);
      expect([what, error]).not.toEqual([what, expect.objectContaining({ code: 'internal' })]);
    }
  });

  it('in the header that stands for the body of HEAD are errors too', async () => {
    const { store, transport } = openCalls();
    for (const [what, body] of hostileBodies('Error', '<Error><Code>NoSuchKey</Code></Error>')) {
      const asked = store.head(someTarget, someContext());
      const { respondWith } = await transport.nextRequest();
      const header = Buffer.from(body).toString('base64');
      respondWith({
        status: 403,
        headers: { 'x-oss-request-id': 'A'.repeat(24), 'x-oss-err': header },
      });
      expect([what, await errorOf(asked)]).toEqual([
        what,
        expect.objectContaining({ status: 403 }),
      ]);
    }
  });
});

/** A server that never stops answering. */
async function startEndless(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('answers without an end', () => {
  it('100 MB are given up after the first few', async () => {
    let written = 0;
    const closed = Promise.withResolvers<undefined>();
    const url = await startEndless((response) => {
      response.on('close', () => {
        closed.resolve(undefined);
      });
      response.writeHead(200, { 'Content-Type': 'application/xml' });
      const block = Buffer.alloc(MiB, '<a>');
      const write = (): void => {
        while (written < 100 * MiB && !response.destroyed) {
          written += block.length;
          if (!response.write(block)) {
            response.once('drain', write);
            return;
          }
        }
        response.end();
      };
      write();
    });
    const before = process.memoryUsage.rss();
    const sent = openTransport().send(put(url, { kind: 'none' }), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('response-too-large');
    await closed.promise;
    expect(written).toBeLessThan(50 * MiB);
    expect(process.memoryUsage.rss() - before).toBeLessThan(10 * maxResponseBytes + 100 * MiB);
  });

  it('a header of a megabyte is no response', async () => {
    const url = await startEndless((response) => {
      response.writeHead(200, { 'x-oss-request-id': 'A'.repeat(MiB) }).end();
    });
    const sent = openTransport().send(put(url, { kind: 'none' }), { signal: never() });
    expect((await failureOf(sent)).reason).toBe('connection-lost');
  });
});
