import { describe, expect, it } from 'vitest';
import {
  chooseEndpoint,
  regionOfHost,
  type EndpointChoice,
} from '../../../../main/cli/arguments/account.ts';
import { UsageError } from '../../../../main/cli/report/exit-codes.ts';

function choose(...choices: Partial<EndpointChoice>[]) {
  const full = choices.map(({ endpoint, region }) => ({ endpoint, region }));
  return chooseEndpoint(full, 'photos', 'virtual-host');
}

describe('chooseEndpoint', () => {
  it('makes the public endpoint of a region', () => {
    const place = { endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', region: 'cn-hangzhou' };
    expect(choose({ region: 'cn-hangzhou' })).toEqual(place);
    expect(choose({ region: 'oss-cn-hangzhou' })).toEqual(place);
  });

  it('reads the region from an endpoint of Alibaba Cloud, and takes HTTPS when none is named', () => {
    expect(choose({ endpoint: 'oss-cn-beijing-internal.aliyuncs.com' })).toEqual({
      endpoint: 'https://oss-cn-beijing-internal.aliyuncs.com',
      region: 'cn-beijing',
    });
  });

  it('accepts an IP address with a port, and http when it is said', () => {
    expect(choose({ endpoint: 'http://127.0.0.1:8080', region: 'cn-hangzhou' })).toEqual({
      endpoint: 'http://127.0.0.1:8080',
      region: 'cn-hangzhou',
    });
  });

  it('prefers the first source that names each', () => {
    expect(
      choose({ region: 'cn-beijing' }, { endpoint: 'http://10.0.0.1', region: 'cn-hangzhou' }),
    ).toEqual({ endpoint: 'http://10.0.0.1', region: 'cn-beijing' });
  });

  it('lets the region of a given endpoint win over a weaker source', () => {
    const endpoint = 'https://oss-cn-beijing.aliyuncs.com';
    expect(choose({ endpoint }, { region: 'cn-hangzhou' })).toEqual({
      endpoint,
      region: 'cn-beijing',
    });
  });

  it('ignores empty variables', () => {
    expect(choose({ endpoint: '' }, { endpoint: ' ', region: 'cn-hangzhou' }).region).toBe(
      'cn-hangzhou',
    );
  });

  it.each<[string, Partial<EndpointChoice>]>([
    ['nothing at all', {}],
    ['an endpoint without a region', { endpoint: 'https://oss-accelerate.aliyuncs.com' }],
    ['an IP address without a region', { endpoint: '127.0.0.1' }],
    ['a contradiction', { endpoint: 'oss-cn-beijing.aliyuncs.com', region: 'cn-hangzhou' }],
    ['no address', { endpoint: 'http://', region: 'cn-hangzhou' }],
    ['another protocol', { endpoint: 'ftp://oss.example', region: 'cn-hangzhou' }],
    ['a path', { endpoint: 'https://oss.example/bucket', region: 'cn-hangzhou' }],
    ['the bucket in the host', { endpoint: 'photos.oss-cn-beijing.aliyuncs.com', region: 'x' }],
    ['IPv6', { endpoint: 'http://[::1]:80', region: 'cn-hangzhou' }],
    ['a region that is none', { region: 'cn hangzhou' }],
  ])('refuses %s', (_what, choice) => {
    expect(() => choose(choice)).toThrow(UsageError);
  });

  it('refuses a password in the endpoint without repeating it', () => {
    const attempt = () => choose({ endpoint: 'https://me:canary@oss.example', region: 'r' });
    expect(attempt).toThrow(UsageError);
    expect(attempt).not.toThrow(/canary/);
  });
});

describe('regionOfHost', () => {
  it('knows the forms of the documentation', () => {
    expect(regionOfHost('oss-us-east-1.aliyuncs.com')).toBe('us-east-1');
    expect(regionOfHost('cn-hangzhou.oss.aliyuncs.com')).toBe('cn-hangzhou');
    expect(regionOfHost('oss-accelerate-overseas.aliyuncs.com')).toBeUndefined();
    expect(regionOfHost('files.example.com')).toBeUndefined();
  });
});
