import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startPasswordProxy } from '../../fault-proxy/password-proxy.ts';
import { runFerry } from '../../helpers/ferry-process.ts';
import { startNameServer } from '../../helpers/servers/name-server.ts';
import { startTlsServer } from '../../helpers/servers/tls-server.ts';
import { remoteObjects } from '../../helpers/servers/remote-objects.ts';
import { startSandboxFixture, type SandboxFixture } from '../../helpers/sandbox-fixture.ts';

let fixture: SandboxFixture;

beforeEach(async () => {
  fixture = await startSandboxFixture();
});
afterEach(() => fixture.close());

interface Check {
  readonly check: string;
  readonly outcome: string;
  readonly host?: string;
  readonly facts?: Record<string, unknown>;
  readonly error?: {
    readonly code: string;
    readonly detail?: string;
    readonly clockOffset?: number;
  };
  readonly leftBehind?: {
    readonly bucket: string;
    readonly key: string;
    readonly uploadId: string;
  };
}

const domain = { domain: 'files.localhost' };

async function diagnose(
  words: readonly string[],
  change: NodeJS.ProcessEnv = {},
  nodeArguments: readonly string[] = [],
) {
  const environment = { ...fixture.environment, ...change };
  const to = ['--to', `oss://${fixture.sandbox.bucket}/in/`];
  const start = { environment, nodeArguments };
  const result = await runFerry(['doctor', ...to, ...words, '--json'], start);
  const checks = result.events as unknown as readonly (Check & { readonly type: string })[];
  const find = (check: string, host?: string) =>
    checks.find((one) => one.check === check && (host === undefined || one.host === host));
  return { ...result, checks, find, summary: result.events.at(-1) };
}

async function expectNothingLeft(): Promise<void> {
  const remote = remoteObjects(fixture.sandbox);
  fixture.sandbox.updateBucket(fixture.sandbox.bucket, { refusesPublicEndpoint: false });
  expect(await remote.keys()).toEqual([]);
  expect(await remote.uploads()).toEqual([]);
}

describe('ferry doctor', () => {
  it('finds the sandbox in order, step by step, and leaves nothing behind', async () => {
    const { checks, find, exitCode, summary, errors } = await diagnose([]);
    expect(errors).toBe('');
    expect(checks.map(({ check, outcome }) => `${check} ${outcome}`).slice(0, -1)).toEqual([
      'proxy found',
      'name found',
      'route found',
      'clock found',
      'signature found',
      'bucket found',
      'domains found',
      'protection found',
      'rights found',
      'speed found',
    ]);
    expect(find('signature')?.facts).toEqual({ buckets: 1 });
    expect(find('bucket')?.facts).toMatchObject({
      region: 'cn-hangzhou',
      blockPublicAccess: false,
    });
    expect(find('speed')?.facts?.['bytesPerSecond']).toBeGreaterThan(0);
    expect(summary).toMatchObject({ type: 'summary', failed: 0 });
    expect(exitCode).toBe(0);
    await expectNothingLeft();
  });

  it('finds the domain of a new account whose data the endpoint refuses', async () => {
    const { sandbox } = fixture;
    sandbox.updateBucket(sandbox.bucket, {
      refusesPublicEndpoint: true,
      blockPublicAccess: true,
      domains: [domain],
      forbidsOverwriting: 'kept/',
      retention: { prefix: 'held/', days: 7 },
    });
    const { find, exitCode, summary } = await diagnose([]);
    expect(find('domains')?.facts).toEqual({ domains: [{ ...domain, enabled: true }] });
    expect(find('protection')?.facts).toEqual({ overwriteRules: true, retentionDays: 7 });
    expect(find('bucket')?.facts).toMatchObject({ blockPublicAccess: true });
    expect(find('rights')?.error?.code).toBe('public-endpoint-refused');
    const host = `files.localhost:${sandbox.port}`;
    expect(find('speed', host)?.outcome).toBe('found');
    expect(summary).toMatchObject({
      failed: 1,
      fastest: { endpoint: `http://${host}`, addressing: 'custom-domain' },
    });
    expect(exitCode).toBe(1);

    const through = await diagnose(['--domain', `http://${host}`, '--no-speed']);
    expect(through.find('route', host)?.outcome).toBe('found');
    expect(through.find('rights')).toMatchObject({ outcome: 'found', host });
    expect(through.exitCode).toBe(0);
    await expectNothingLeft();
  });

  it('names a bound domain whose CNAME record points elsewhere, and the next step', async () => {
    const { sandbox } = fixture;
    const [films, photos] = ['films.example.com', 'photos.example.com'];
    sandbox.updateBucket(sandbox.bucket, {
      domains: [{ domain: films }, { domain: photos }, domain],
    });
    const { nodeArguments } = await startNameServer({
      [films]: 'films.oss-cn-hangzhou.aliyuncs.com',
      [photos]: `${sandbox.bucket}.oss-cn-hangzhou.aliyuncs.com`,
    });
    const { find, checks, exitCode } = await diagnose([], {}, nodeArguments);
    const host = `${films}:${sandbox.port}`;
    expect(find('name', host)).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'domain-elsewhere',
        detail: `The CNAME record of ${films} points to films.oss-cn-hangzhou.aliyuncs.com, not to the bucket ${sandbox.bucket}.`,
      },
    });
    // Its record is right, and only the address behind it does not exist here.
    expect(find('name', `${photos}:${sandbox.port}`)?.error?.detail).not.toContain('points to');
    const measured = checks.filter(({ check }) => check === 'speed').map((one) => one.host);
    expect(measured).toEqual([new URL(sandbox.endpoint).host, `files.localhost:${sandbox.port}`]);
    expect(exitCode).toBe(1);

    const start = { environment: fixture.environment, nodeArguments };
    const to = ['--to', `oss://${sandbox.bucket}/in/`, '--domain', `http://${host}`];
    const { output } = await runFerry(['doctor', ...to, '--no-speed'], start);
    expect(output).toContain(`failed    Name (${host}): The domain does not lead to the bucket.`);
    expect(output).toContain('let its CNAME record point to the bucket');
    expect(output).toContain('points to films.oss-cn-hangzhou.aliyuncs.com');
    expect(output).not.toContain('Right to upload');
    await expectNothingLeft();
  });

  it.each([
    ['is for another name', 'other.localhost', 1, 'certificate-name-differs', 'other.localhost'],
    ['has ended', 'files.localhost', -1, 'certificate-expired', 'The certificate ended on'],
  ])('says that the certificate of a bound domain %s', async (_, name, days, code, detail) => {
    const { port, certificate } = await startTlsServer(name, days);
    const trusted = await fixture.write('trusted.pem', certificate);
    const words = ['--domain', `https://files.localhost:${port}`, '--no-speed'];
    const { find, exitCode } = await diagnose(words, { NODE_EXTRA_CA_CERTS: trusted });
    const found = find('certificate', `files.localhost:${port}`);
    expect(found).toMatchObject({ outcome: 'failed', error: { code } });
    expect(found?.error?.detail).toContain(detail);
    expect(find('rights')).toBeUndefined();
    expect(exitCode).toBe(1);
  });

  it('shows a new account without a domain what it needs', async () => {
    const { sandbox } = fixture;
    sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: true });
    const to = ['--to', `oss://${sandbox.bucket}/in/`];
    const { environment } = fixture;
    const { output, exitCode } = await runFerry(['doctor', ...to], { environment });
    expect(output).toContain('Bound domains: none');
    expect(output).toContain('Bind a domain to the bucket in the OSS console');
    expect(output).toContain('EC 0048-00000401');
    expect(output).not.toContain(sandbox.accessKeySecret);
    expect(output).not.toContain(sandbox.accessKeyId);
    expect(exitCode).toBe(1);
  });

  it('reads the region of a bucket whose facts the keys may not read', async () => {
    const keys = { accessKeyId: 'region-only', accessKeySecret: 'secret' };
    const actions = ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:GetBucketLocation'];
    fixture.sandbox.addAccount({ ...keys, policy: { actions } });
    const change = { OSS_ACCESS_KEY_ID: 'region-only', OSS_ACCESS_KEY_SECRET: 'secret' };
    const { find, exitCode } = await diagnose(['--no-speed'], change);
    const facts = { region: 'cn-hangzhou' };
    expect(find('bucket')).toMatchObject({ outcome: 'found', facts });
    expect(fixture.sandbox.journal.count({ operation: 'GetBucketLocation', status: 200 })).toBe(1);
    expect(exitCode).toBe(0);
  });

  it('works for an account that may not list anything', async () => {
    const keys = { accessKeyId: 'lists-nothing', accessKeySecret: 'secret' };
    const actions = ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts'];
    fixture.sandbox.addAccount({ ...keys, policy: { actions } });
    const { find, exitCode } = await diagnose(['--no-speed'], {
      OSS_ACCESS_KEY_ID: keys.accessKeyId,
      OSS_ACCESS_KEY_SECRET: keys.accessKeySecret,
    });
    expect(find('signature')).toMatchObject({ outcome: 'found', facts: {} });
    expect(find('domains')?.outcome).toBe('not-permitted');
    expect(find('rights')).toMatchObject({ outcome: 'found', facts: {} });
    expect(exitCode).toBe(0);
    await expectNothingLeft();
  });

  it('takes a missing right to look for no failure: an STS token for a prefix only', async () => {
    const keys = { accessKeyId: 'STS.prefix', accessKeySecret: 'secret', securityToken: 'token' };
    const actions = ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts'];
    const policy = { actions, resource: `${fixture.sandbox.bucket}/in/*` };
    fixture.sandbox.addAccount({ ...keys, policy });
    const { find, exitCode, output } = await diagnose([], {
      OSS_ACCESS_KEY_ID: keys.accessKeyId,
      OSS_ACCESS_KEY_SECRET: keys.accessKeySecret,
      OSS_SESSION_TOKEN: keys.securityToken,
    });
    expect(find('signature')).toMatchObject({ outcome: 'found', facts: {} });
    for (const check of ['bucket', 'domains', 'protection']) {
      expect(find(check)?.outcome).toBe('not-permitted');
    }
    expect(find('rights')?.outcome).toBe('found');
    expect(output).not.toContain('"token"');
    expect(exitCode).toBe(0);
    await expectNothingLeft();
  });

  /** The environment of keys that may begin uploads, but not abort them. */
  function putOnly(): NodeJS.ProcessEnv {
    const keys = { accessKeyId: 'put-only', accessKeySecret: 'secret' };
    fixture.sandbox.addAccount({ ...keys, policy: { actions: ['oss:PutObject'] } });
    return { OSS_ACCESS_KEY_ID: keys.accessKeyId, OSS_ACCESS_KEY_SECRET: keys.accessKeySecret };
  }

  it('names each upload that it may not abort: the trial and the measurement', async () => {
    const { find } = await diagnose([], putOnly());
    const { bucket } = fixture.sandbox;
    const left = await remoteObjects(fixture.sandbox).uploads();
    expect(left).toHaveLength(2);
    expect(left[0]?.key).toMatch(/^in\/\.ferry-doctor-/);
    const named = [find('rights')?.leftBehind, find('speed')?.leftBehind];
    expect(named).toEqual(expect.arrayContaining(left.map((one) => ({ bucket, ...one }))));
  });

  it('aborts an upload that began although its response was lost', async () => {
    fixture.sandbox.faults.add({
      when: { operation: 'InitiateMultipartUpload' },
      fault: { kind: 'drop-response' },
    });
    const { find } = await diagnose(['--no-speed']);
    expect(find('rights')).toMatchObject({ outcome: 'failed', error: { code: 'connection-lost' } });
    expect(fixture.sandbox.journal.count({ operation: 'InitiateMultipartUpload' })).toBe(1);
    await expectNothingLeft();
  });

  it('names the upload that it may not abort when the measurement fails', async () => {
    fixture.sandbox.faults.add({
      when: { operation: 'UploadPart' },
      times: Infinity,
      fault: {
        kind: 'answer',
        status: 403,
        headers: { 'x-oss-request-id': '0123456789ABCDEF' },
        body: '<Error><Code>AccessDenied</Code><Message>No.</Message></Error>',
      },
    });
    const { find } = await diagnose([], putOnly());
    const left = await remoteObjects(fixture.sandbox).uploads();
    expect(find('speed')?.outcome).toBe('not-permitted');
    expect(left.map(({ uploadId }) => uploadId)).toContain(find('speed')?.leftBehind?.uploadId);
  });

  it.each([
    ['wrong keys', 'signature', 'credentials-rejected', { OSS_ACCESS_KEY_SECRET: 'wrong' }],
    ['a server that is gone', 'route', 'offline', { OSS_ENDPOINT: 'http://127.0.0.1:9' }],
    ['a name that is none', 'name', 'offline', { OSS_ENDPOINT: 'http://no.such.invalid' }],
  ])('names %s', async (_, check, code, change) => {
    const { find, exitCode } = await diagnose(['--no-speed'], change);
    expect(find(check)).toMatchObject({ outcome: 'failed', error: { code } });
    expect(exitCode).toBe(1);
  });

  it('says that the clock of this computer is wrong, and asks nothing with keys', async () => {
    await fixture.close();
    fixture = await startSandboxFixture({ now: () => Date.now() + 3_600_000 });
    const { find, checks, exitCode } = await diagnose([]);
    expect(find('clock')).toMatchObject({ outcome: 'failed', error: { code: 'clock-skewed' } });
    expect(find('clock')?.error?.clockOffset).toBeGreaterThan(3_590_000);
    expect(checks.some(({ check }) => check === 'signature')).toBe(false);
    expect(exitCode).toBe(1);
    const to = ['--to', `oss://${fixture.sandbox.bucket}/`];
    const { output } = await runFerry(['doctor', ...to], { environment: fixture.environment });
    expect(output).toContain('Set the clock, then run the command again.');
  });

  describe('through a proxy', () => {
    /** Names of OSS lead to the sandbox by the proxy only. */
    async function throughProxy(password: boolean, words: readonly string[] = []) {
      const { sandbox } = fixture;
      const proxy = await startPasswordProxy(sandbox.port);
      onTestFinished(() => proxy.close());
      const asked = await diagnose(['--no-speed', ...words], {
        OSS_ENDPOINT: `http://oss-${sandbox.region}.aliyuncs.com`,
        HTTP_PROXY: password ? proxy.url : proxy.origin,
      });
      return { ...asked, proxy };
    }

    it('names it without its password, and leaves out what only the proxy sees', async () => {
      const { checks, exitCode, output, proxy } = await throughProxy(true);
      expect(checks.map(({ check, outcome }) => `${check} ${outcome}`).slice(0, -1)).toEqual([
        'proxy found',
        'clock found',
        'signature found',
        'bucket found',
        'domains found',
        'protection found',
        'rights found',
      ]);
      expect(checks[0]?.facts).toEqual({ proxy: new URL(proxy.origin).host });
      expect(output).not.toContain('pass');
      expect(exitCode).toBe(0);
      await expectNothingLeft();
    });

    it('says that the proxy wants a password', async () => {
      const { find, exitCode } = await throughProxy(false);
      expect(find('clock')).toMatchObject({
        outcome: 'failed',
        error: { code: 'proxy-authentication' },
      });
      expect(exitCode).toBe(1);
    });
  });

  it('says that the account may no longer sign by V1, and where to look', async () => {
    const { sandbox } = fixture;
    // Ferry signs by V4; something on the way can replace its signature.
    const body =
      '<Error><Code>InvalidArgument</Code><Message>V1 is refused.</Message><EC>0002-00000080</EC></Error>';
    sandbox.faults.add({
      when: { operation: 'InitiateMultipartUpload' },
      fault: {
        kind: 'answer',
        status: 403,
        headers: { 'x-oss-request-id': '0123456789ABCDEF' },
        body,
      },
    });
    const to = ['--to', `oss://${sandbox.bucket}/in/`, '--no-speed'];
    const { output } = await runFerry(['doctor', ...to], { environment: fixture.environment });
    expect(output).toContain('OSS no longer accepts V1 signatures of this account.');
    expect(output).toContain('check whether a proxy changes the requests');
    expect(output).toContain('EC 0002-00000080');
  });

  it('takes the region of the bucket from the header that its owner gets', async () => {
    const { sandbox } = fixture;
    sandbox.updateBucket(sandbox.bucket, { region: 'cn-shanghai' });
    const header = { 'x-oss-bucket-region': 'oss-cn-shanghai', 'x-oss-ec': '0003-00001403' };
    sandbox.faults.add({
      when: { operation: 'GetBucketInfo' },
      fault: {
        kind: 'answer',
        status: 403,
        headers: { 'x-oss-request-id': '0123456789ABCDEF', ...header },
        body: '<Error><Code>AccessDenied</Code><Message>Elsewhere.</Message></Error>',
      },
    });
    const { find } = await diagnose(['--no-speed']);
    expect(find('bucket')?.error).toMatchObject({
      code: 'bucket-elsewhere',
      endpoint: 'oss-cn-shanghai.aliyuncs.com',
    });
  });

  it('names a suspended account and a bucket of another region', async () => {
    const { sandbox } = fixture;
    sandbox.updateBucket(sandbox.bucket, { region: 'cn-shanghai' });
    const elsewhere = await diagnose(['--no-speed']);
    expect(elsewhere.find('bucket')).toMatchObject({
      outcome: 'failed',
      error: { code: 'bucket-elsewhere', endpoint: 'oss-cn-shanghai.aliyuncs.com' },
    });
    sandbox.updateAccount(sandbox.accessKeyId, { isSuspended: true });
    const suspended = await diagnose(['--no-speed']);
    expect(suspended.find('signature')?.error?.code).toBe('account-suspended');
  });
});
