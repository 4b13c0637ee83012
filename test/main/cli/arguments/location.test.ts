import { describe, expect, it } from 'vitest';
import { formatLocation, parseUploadLocation } from '../../../../main/cli/arguments/location.ts';
import { UsageError } from '../../../../main/cli/report/exit-codes.ts';

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
