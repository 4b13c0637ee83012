import { describe, expect, it } from 'vitest';
import { expectDone, expectFailed, requests } from '../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../helpers/ferry-under-test.ts';
import { KiB } from '../helpers/quick-settings.ts';
import { accountFor, accountId } from '../helpers/sandbox-account.ts';
import { noise } from '../helpers/source-content.ts';

const small = noise(KiB);
const large = noise(250 * KiB);
const old = Buffer.from('old');

describe('an account whose data may not pass the public endpoint', () => {
  it('waits as a whole after one refusal, and goes on through the bound domain', async () => {
    const ferry = await startFerryUnderTest({ settings: { smallFilesAtOnce: 1 } });
    const { sandbox } = ferry;
    sandbox.updateBucket(sandbox.bucket, {
      refusesPublicEndpoint: true,
      domains: [{ domain: 'files.localhost' }],
    });
    const names = Array.from({ length: 20 }, (_, index) => `${index}.txt`);
    await ferry.add(names.map((name) => ferry.write(name, small)));
    expect(await ferry.engine.settled()).toEqual({ waitingFor: ['public-endpoint'] });
    expect(requests(sandbox, 'PutObject').arrived).toBe(1);
    expect((await ferry.row('0.txt')).state).toMatchObject({
      why: 'public-endpoint',
      error: { code: 'public-endpoint-refused', ecCode: '0048-00000401' },
    });
    await ferry.engine.saveAccount({
      ...accountFor(sandbox),
      endpoint: `http://files.localhost:${sandbox.port}`,
      addressing: 'custom-domain',
    });
    await ferry.engine.unblock(accountId);
    await ferry.cleanedUp();
    sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: false });
    for (const name of names) await expectDone(ferry, name, small);
  });
});

describe('a suspended account', () => {
  it('waits as a whole until a person says "try again"', async () => {
    const ferry = await startFerryUnderTest({ settings: { smallFilesAtOnce: 1 } });
    const { accessKeyId } = ferry.sandbox;
    ferry.sandbox.updateAccount(accessKeyId, { isSuspended: true });
    await ferry.add(['1.txt', '2.txt', '3.txt'].map((name) => ferry.write(name, small)));
    expect(await ferry.engine.settled()).toEqual({ waitingFor: ['suspended'] });
    expect(ferry.sandbox.journal.entries).toHaveLength(1);
    expect((await ferry.row('1.txt')).state).toMatchObject({ why: 'suspended' });
    ferry.sandbox.updateAccount(accessKeyId, { isSuspended: false });
    await ferry.engine.unblock(accountId);
    await ferry.cleanedUp();
    for (const name of ['1.txt', '2.txt', '3.txt']) await expectDone(ferry, name, small);
  });
});

describe('a bucket that protects its objects', () => {
  it.each([
    ['a small file', 'small.bin', small],
    ['a file of parts', 'large.bin', large],
  ])('refuses the overwriting of %s once, with a cause of its own', async (_, name, content) => {
    const ferry = await startFerryUnderTest();
    await ferry.remote.client.put(name, old);
    ferry.sandbox.updateBucket(ferry.sandbox.bucket, { forbidsOverwriting: '' });
    await ferry.add(ferry.write(name, content), { conflictPolicy: 'overwrite' });
    await ferry.cleanedUp();
    await expectFailed(ferry, name, { code: 'overwrite-forbidden', status: 409 }, old);
    expect(requests(ferry.sandbox, 'UploadPart').arrived).toBe(0);
  });

  it('refuses what the user decided, and does not ask again', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.remote.client.put('a.txt', old);
    ferry.sandbox.updateBucket(ferry.sandbox.bucket, { forbidsOverwriting: 'a' });
    await ferry.add(ferry.write('a.txt', small), { conflictPolicy: 'ask' });
    await ferry.reaches('a.txt', 'waiting');
    await ferry.engine.answerConflicts({ all: true }, 'overwrite');
    await ferry.cleanedUp();
    await expectFailed(ferry, 'a.txt', { code: 'overwrite-forbidden' }, old);
  });

  it('keeps a retained object', async () => {
    const ferry = await startFerryUnderTest();
    await ferry.remote.client.put('held.txt', old);
    const retention = { prefix: 'held', days: 1 };
    ferry.sandbox.updateBucket(ferry.sandbox.bucket, { retention });
    await ferry.add(ferry.write('held.txt', small));
    await ferry.cleanedUp();
    await expectFailed(ferry, 'held.txt', { code: 'object-immutable', status: 409 }, old);
    expect(requests(ferry.sandbox, 'PutObject').arrived).toBe(2);
  });

  it('knows a file again whose response was lost, although nothing may change now', async () => {
    const ferry = await startFerryUnderTest();
    const retention = { prefix: '', days: 1 };
    ferry.sandbox.updateBucket(ferry.sandbox.bucket, { retention });
    ferry.sandbox.faults.add({
      when: { operation: 'PutObject' },
      fault: { kind: 'drop-response' },
    });
    await ferry.add(ferry.write('once.txt', small));
    await ferry.cleanedUp();
    await expectDone(ferry, 'once.txt', small);
  });
});

describe('Block Public Access', () => {
  it('refuses a public ACL with a cause of its own', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.updateBucket(ferry.sandbox.bucket, { blockPublicAccess: true });
    const paths = [ferry.write('small.txt', small), ferry.write('large.mp4', large)];
    await ferry.add(paths, { options: { acl: 'public-read' } });
    await ferry.cleanedUp();
    for (const name of ['small.txt', 'large.mp4']) {
      await expectFailed(ferry, name, { code: 'public-access-blocked', ecCode: '0016-00000901' });
    }
    await ferry.engine.remove({ all: true });
    await ferry.add(paths, { options: { acl: 'private' } });
    await ferry.cleanedUp();
    await expectDone(ferry, 'large.mp4', large);
  });
});

describe('a bucket of another region', () => {
  it('is named with its endpoint', async () => {
    const ferry = await startFerryUnderTest();
    ferry.sandbox.updateBucket(ferry.sandbox.bucket, { region: 'cn-shanghai' });
    await ferry.add(ferry.write('a.txt', small));
    await ferry.engine.settled();
    expect((await ferry.row('a.txt')).state).toMatchObject({
      name: 'failed',
      error: { code: 'bucket-elsewhere', endpoint: 'oss-cn-shanghai.aliyuncs.com' },
    });
  });
});
