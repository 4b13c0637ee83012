import { describe, expect, it } from 'vitest';
import {
  checkCertificate,
  checkName,
  checkRoute,
  refuseOtherBucket,
  unknownName,
} from '../../../main/doctor/check-server.ts';
import { startTlsServer } from '../../helpers/servers/tls-server.ts';

describe('the certificate of a server', () => {
  it.each([
    ['has ended', 'files.localhost', -1, 'certificate-expired'],
    ['comes from an unknown issuer', 'files.localhost', 1, 'certificate-rejected'],
  ])('%s', async (_, name, days, code) => {
    const server = { host: 'files.localhost', port: (await startTlsServer(name, days)).port };
    await expect(checkCertificate(server, '127.0.0.1', server.host)).rejects.toMatchObject({
      code,
    });
  });
});

describe('the way to a server', () => {
  it('is measured, or refused', async () => {
    const { port } = await startTlsServer('a', 1);
    expect((await checkRoute({ host: 'a', port }, '127.0.0.1')).milliseconds).toBeGreaterThan(-1);
    const nowhere = checkRoute({ host: 'a', port: 9 }, '127.0.0.1');
    await expect(nowhere).rejects.toMatchObject({ code: 'offline' });
  });

  it('begins with its name', async () => {
    const named = (host: string) => checkName({ host, port: 1 });
    expect(await named('127.0.0.1')).toEqual({ addresses: ['127.0.0.1'] });
    expect(await named('files.localhost')).toEqual({ addresses: ['127.0.0.1'] });
    await expect(named('no.such.invalid')).rejects.toMatchObject({ code: 'offline' });
  });
});

describe('a name that is not known', () => {
  const code = (cause: string, isOnline: boolean) =>
    unknownName('files.example.com', Object.assign(new Error('x'), { code: cause }), {
      bucket: 'photos',
      isOnline,
    }).code;

  it('of a bound domain lacks its DNS record, once another server was reached', () => {
    expect(code('ENOTFOUND', true)).toBe('domain-elsewhere');
  });

  it.each([
    ['ENOTFOUND', false],
    ['EAI_AGAIN', true],
  ])('proves nothing of the record by %s with another server reached: %s', (cause, isOnline) => {
    expect(code(cause, isOnline)).toBe('offline');
  });
});

describe('the CNAME record of a bound domain', () => {
  const elsewhere = (alias: string | undefined) => () => {
    refuseOtherBucket('files.example.com', alias, 'photos');
  };

  it('must not point to another bucket', () => {
    expect(elsewhere('films.oss-cn-hangzhou.aliyuncs.com')).toThrow(
      'The CNAME record of files.example.com points to films.oss-cn-hangzhou.aliyuncs.com, not to the bucket photos.',
    );
    expect(elsewhere('photos-2.oss-cn-hangzhou.aliyuncs.com.')).toThrow();
  });

  it.each([
    ['the bucket in any network', 'Photos.oss-accelerate.aliyuncs.com.'],
    ['a CDN in front of it', 'files.example.com.w.kunlunaq.com'],
    ['nothing', undefined],
  ])('may point to %s', (_, alias) => {
    expect(elsewhere(alias)).not.toThrow();
  });
});
