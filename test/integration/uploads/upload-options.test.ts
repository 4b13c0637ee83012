import { describe, expect, it } from 'vitest';
import type { UploadOptions } from '../../../shared/upload/upload-options.ts';
import { expectDone, requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest, type FerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, partSize } from '../../helpers/quick-settings.ts';
import { startListeningServer } from '../../helpers/servers/listening-server.ts';
import { noise } from '../../helpers/source-content.ts';

const small = noise(10 * KiB);
const large = noise(3 * partSize);

/** Each option is tried with a file that goes by one request and with one that goes by parts. */
const files = [
  ['small.json', small],
  ['large.json', large],
] as const;

async function uploadBoth(ferry: FerryUnderTest, options: UploadOptions): Promise<void> {
  await ferry.add(
    files.map(([name, content]) => ferry.write(name, content)),
    { options },
  );
  await ferry.cleanedUp();
  for (const [name, content] of files) await expectDone(ferry, name, content);
}

describe('the options of an upload', () => {
  it('metadata, type, headers, storage class and encryption are the object’s own afterwards', async () => {
    const ferry = await startFerryUnderTest();
    await uploadBoth(ferry, {
      meta: { author: 'Ada', Title: '渡轮 🚢 crossing', spaced: 'in  between' },
      mime: 'application/vnd.ferry+json',
      headers: {
        'Cache-Control': 'max-age=3600, immutable',
        'Content-Disposition': 'attachment; filename="ferry.json"',
        'Content-Encoding': 'identity',
        'Content-Language': 'de-CH',
        Expires: 'Thu, 01 Jan 2037 00:00:00 GMT',
      },
      storageClass: 'IA',
      serverSideEncryption: { algorithm: 'AES256' },
    });
    for (const [name] of files) {
      const { headers } = (await ferry.remote.client.head(name)).res;
      const title = Buffer.from(headers['x-oss-meta-title'] ?? '', 'latin1').toString('utf8');
      expect({ ...headers, 'x-oss-meta-title': title }).toMatchObject({
        'content-type': 'application/vnd.ferry+json',
        'cache-control': 'max-age=3600, immutable',
        'content-disposition': 'attachment; filename="ferry.json"',
        'content-encoding': 'identity',
        'content-language': 'de-CH',
        expires: 'Thu, 01 Jan 2037 00:00:00 GMT',
        'x-oss-meta-author': 'Ada',
        'x-oss-meta-title': '渡轮 🚢 crossing',
        'x-oss-meta-spaced': 'in  between',
        'x-oss-storage-class': 'IA',
        'x-oss-server-side-encryption': 'AES256',
      });
    }
  });

  it('without a type, the name decides which one the object gets', async () => {
    const ferry = await startFerryUnderTest();
    const types = {
      'photo.JPG': 'image/jpeg',
      'page.html': 'text/html',
      '表.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'no-extension': 'application/octet-stream',
    };
    await ferry.add(Object.keys(types).map((name) => ferry.write(name, small)));
    await ferry.add(ferry.write('film.mp4', large));
    await ferry.cleanedUp();
    for (const [name, type] of Object.entries({ ...types, 'film.mp4': 'video/mp4' })) {
      const { headers } = (await ferry.remote.client.head(name)).res;
      expect([name, headers['content-type']]).toEqual([name, type]);
    }
  });

  it('tags and ACL are set with the object', async () => {
    const ferry = await startFerryUnderTest();
    const tagging = { project: 'ferry', 'stage 1': 'a+b=c/d' };
    await uploadBoth(ferry, { tagging, acl: 'public-read' });
    for (const [name] of files) {
      expect((await ferry.remote.client.getObjectTagging(name)).tag).toEqual(tagging);
      expect((await ferry.remote.client.getACL(name)).acl).toBe('public-read');
    }
  });

  it('partSize and parallel hold for the files of this batch', async () => {
    const ferry = await startFerryUnderTest({ settings: { multipartThreshold: 10 * KiB } });
    const held = ferry.sandbox.faults.add({
      when: { operation: 'UploadPart' },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await ferry.add(ferry.write('large.json', large), {
      options: { partSize: 150 * KiB, parallel: 2 },
    });
    await held.nextFired();
    await held.nextFired();
    const { id } = await ferry.row('large.json');
    expect((await ferry.store.details(id))?.checkpoint?.partSize).toBe(150 * KiB);
    held.remove();
    await ferry.cleanedUp();
    expect(requests(ferry.sandbox, 'UploadPart')).toEqual({ arrived: 2, applied: 2 });
    await expectDone(ferry, 'large.json', large);
  });

  it('the callback is made with all that was asked for, and its answer is kept', async () => {
    const ferry = await startFerryUnderTest();
    const application = await startListeningServer(200, '{"stored":"yes","by":"渡轮"}');
    await uploadBoth(ferry, {
      callback: {
        url: `${application.origin}/done`,
        host: 'callback.example.com',
        body: 'object=${object}&size=${size}&who=${x:who}',
        contentType: 'application/x-www-form-urlencoded',
        customValue: { who: 'Zoë & Co' },
      },
    });
    expect(
      application.heard.toSorted((one, other) => one.body.length - other.body.length),
    ).toMatchObject(
      [small.length, large.length].map((size) => ({
        method: 'POST',
        url: '/done',
        headers: { host: 'callback.example.com' },
        body: expect.stringContaining(`size=${size}&who=`) as string,
      })),
    );
    expect(new URLSearchParams(application.heard[0]?.body).get('who')).toBe('Zoë & Co');
    for (const [name] of files) {
      const details = await ferry.store.details((await ferry.row(name)).id);
      const answer = { ok: true, body: '{"stored":"yes","by":"渡轮"}' };
      expect(details?.result?.callback).toEqual(answer);
    }
  });

  it('a callback that fails leaves the object where it is, done, with the failure beside it', async () => {
    const ferry = await startFerryUnderTest();
    const application = await startListeningServer(500, '{}');
    await uploadBoth(ferry, { callback: { url: application.origin, body: 'key=${object}' } });
    for (const [name] of files) {
      const details = await ferry.store.details((await ferry.row(name)).id);
      expect(details?.result?.callback).toMatchObject({
        ok: false,
        error: { ossCode: 'CallbackFailed', status: 203 },
      });
    }
    expect(requests(ferry.sandbox, 'PutObject').arrived).toBe(1);
    expect(requests(ferry.sandbox, 'CompleteMultipartUpload').arrived).toBe(1);
  });

  it('what OSS would refuse is refused before anything is sent', async () => {
    const ferry = await startFerryUnderTest();
    const options = { meta: { long: 'x'.repeat(9 * KiB) } };
    const adding = ferry.add(ferry.write('small.json', small), { options });
    await expect(adding).rejects.toMatchObject({ record: { code: 'options-invalid' } });
    expect(await ferry.rows()).toEqual([]);
    expect(ferry.sandbox.journal.entries).toEqual([]);
  });
});
