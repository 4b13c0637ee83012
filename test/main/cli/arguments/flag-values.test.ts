import { describe, expect, it } from 'vitest';
import {
  ageValue,
  choice,
  headerValue,
  idleTimeoutValue,
  keyValue,
  limitValue,
  partSizeValue,
  proxyValue,
  wholeNumber,
  formatLocation,
  parseUploadLocation,
} from '../../../../main/cli/arguments/flag-values.ts';
import { UsageError } from '../../../../main/cli/report/exit-codes.ts';

describe('values of flags', () => {
  it('reads sizes between the limits of OSS', () => {
    expect(partSizeValue('8MiB')).toBe(8 * 1024 * 1024);
    expect(partSizeValue('100KiB')).toBe(102_400);
    for (const text of ['99KiB', '6GiB', 'big', '-1', '']) {
      expect(() => partSizeValue(text)).toThrow(UsageError);
    }
  });

  it('reads speeds, and none for no limit', () => {
    expect(limitValue('10MB/s')).toBe(10_000_000);
    expect(limitValue('none')).toBeNull();
    expect(() => limitValue('1B/s')).toThrow(/--limit/);
  });

  it('reads whole numbers in their range only', () => {
    const parse = wholeNumber('--jobs', 1, 64);
    expect(parse('64')).toBe(64);
    for (const text of ['0', '65', '1.5', '1e1', ' 3', '']) {
      expect(() => parse(text)).toThrow(UsageError);
    }
  });

  it('reads time-outs in seconds and ages with a unit', () => {
    expect(idleTimeoutValue('30')).toBe(30_000);
    expect(ageValue('7d')).toBe(7 * 86_400_000);
    expect(ageValue('12h')).toBe(12 * 3_600_000);
    expect(() => ageValue('7')).toThrow(UsageError);
  });

  it('reads choices in any case, in the spelling of OSS', () => {
    expect(choice('--storage-class', ['Standard', 'IA'] as const)('ia')).toBe('IA');
    expect(() => choice('--acl', ['private'] as const)('public')).toThrow(UsageError);
  });

  it('splits name=value at the first equals sign', () => {
    expect(keyValue('--meta')('a=b=c')).toEqual(['a', 'b=c']);
    expect(keyValue('--meta')('a=')).toEqual(['a', '']);
    expect(() => keyValue('--meta')('=b')).toThrow(UsageError);
  });

  it('reads headers of the documentation by any spelling', () => {
    expect(headerValue('cache-control: public, no-cache')).toEqual([
      'Cache-Control',
      'public, no-cache',
    ]);
  });

  it('points to the option a header has of its own', () => {
    const nextStep = (text: string): string => {
      try {
        headerValue(text);
      } catch (error) {
        if (error instanceof UsageError) return error.next;
      }
      return '';
    };
    expect(nextStep('Content-Type: text/plain')).toContain('--mime');
    expect(nextStep('x-oss-meta-year: 2026')).toContain('--meta');
    expect(nextStep('X-Oss-Object-Acl: private')).toContain('--acl');
  });

  it('does not repeat a header that may hold a secret', () => {
    const attempt = () => headerValue('Authorization: OSS canary');
    expect(attempt).toThrow(UsageError);
    expect(attempt).not.toThrow(/canary/);
  });

  it('reads proxies, and refuses a password without repeating it', () => {
    expect(proxyValue('none')).toEqual({ mode: 'none' });
    expect(proxyValue('proxy.example:3128')).toEqual({
      mode: 'manual',
      url: 'http://proxy.example:3128',
    });
    const attempt = () => proxyValue('http://me:canary@proxy.example:3128');
    expect(attempt).toThrow(UsageError);
    expect(attempt).not.toThrow(/canary/);
  });
});

describe('parseTarget', () => {
  it('takes a slash at the end, or no key, as a folder', () => {
    expect(parseUploadLocation('oss://photos')).toEqual({
      kind: 'prefix',
      bucket: 'photos',
      prefix: '',
    });
    expect(parseUploadLocation('oss://photos/')).toEqual({
      kind: 'prefix',
      bucket: 'photos',
      prefix: '',
    });
    expect(parseUploadLocation('oss://photos/2026/summer/')).toEqual({
      kind: 'prefix',
      bucket: 'photos',
      prefix: '2026/summer/',
    });
  });

  it('takes anything else as a whole key, exactly as typed', () => {
    expect(parseUploadLocation('oss://photos/a b/ü%20.jpg')).toEqual({
      kind: 'key',
      bucket: 'photos',
      key: 'a b/ü%20.jpg',
    });
  });

  it.each([
    'photos/2026/',
    's3://photos/',
    'oss:/photos',
    'https://photos.oss-cn-hangzhou.aliyuncs.com',
  ])('refuses %s with a next step', (text) => {
    expect(() => parseUploadLocation(text)).toThrow(UsageError);
  });

  it.each(['oss://', 'oss:///key', 'oss://Photos/', 'oss://ab/', 'oss://-photos/', 'oss://a.b.c/'])(
    'refuses the bucket in %s',
    (text) => {
      expect(() => parseUploadLocation(text)).toThrow(/bucket/);
    },
  );
});

describe('formatLocation', () => {
  it('writes the place again', () => {
    expect(formatLocation('photos', '2026/')).toBe('oss://photos/2026/');
  });
});
