import { describe, expect, it } from 'vitest';
import {
  scanOptionsFrom,
  settingsOfFlags,
  type UploadFlags,
  uploadOptionsFrom,
} from '../../../../main/cli/arguments/flags.ts';
import { UsageError } from '../../../../main/cli/report/exit-codes.ts';

const bare: UploadFlags = {
  to: 'oss://photos/',
  include: [],
  exclude: [],
  meta: [],
  header: [],
  tag: [],
};

describe('uploadOptionsFrom', () => {
  it('gives no options without flags', () => {
    expect(uploadOptionsFrom(bare, undefined)).toEqual({});
  });

  it('carries every option of the documentation', () => {
    const callback = {
      url: 'https://example.com/done',
      host: 'example.com',
      body: 'bucket=${bucket}&object=${object}&var1=${x:var1}',
      contentType: 'application/x-www-form-urlencoded',
      customValue: { var1: 'value1' },
    };
    const flags: UploadFlags = {
      ...bare,
      parallel: 5,
      partSize: 1024 * 1024,
      meta: [
        ['year', '2017'],
        ['people', '测试'],
      ],
      mime: 'image/jpeg',
      header: [
        ['Cache-Control', 'public, no-cache'],
        ['Expires', '3600000'],
      ],
      storageClass: 'IA',
      acl: 'private',
      tag: [['team', 'a']],
      encryption: 'KMS',
      kmsKey: 'key-1',
      callback: 'callback.json',
    };
    expect(uploadOptionsFrom(flags, callback)).toEqual({
      parallel: 5,
      partSize: 1024 * 1024,
      meta: { year: '2017', people: '测试' },
      mime: 'image/jpeg',
      headers: { 'Cache-Control': 'public, no-cache', Expires: '3600000' },
      callback,
      storageClass: 'IA',
      acl: 'private',
      tagging: { team: 'a' },
      serverSideEncryption: { algorithm: 'KMS', keyId: 'key-1' },
    });
  });

  it.each<[string, Partial<UploadFlags>, unknown, RegExp]>([
    [
      'a name twice',
      {
        meta: [
          ['a', '1'],
          ['a', '2'],
        ],
      },
      undefined,
      /--meta gives "a" twice/,
    ],
    ['a name OSS does not take', { meta: [['a b', '1']] }, undefined, /--meta/],
    ['a line break', { header: [['Expires', 'a\r\nX: b']] }, undefined, /--header \(Expires\)/],
    ['a type that is none', { mime: 'jpeg' }, undefined, /--mime/],
    ['a key without encryption', { kmsKey: 'k' }, undefined, /--kms-key/],
    ['a callback without a body', {}, { url: 'https://example.com' }, /--callback \(body\)/],
    ['a callback that is no object', {}, 'https://example.com', /--callback/],
    ['metadata that is too large', { meta: [['a', 'x'.repeat(9000)]] }, undefined, /metadata/],
  ])('refuses %s and names the flag', (_what, flags, callback, message) => {
    const attempt = () => uploadOptionsFrom({ ...bare, ...flags }, callback);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(message);
  });
});

describe('settingsFrom', () => {
  it('changes only what was given', () => {
    expect(settingsOfFlags({})).toEqual({});
    expect(
      settingsOfFlags({
        threshold: 0,
        jobs: 1,
        parts: 2,
        limit: null,
        proxy: { mode: 'none' },
        retries: 3,
        idleTimeout: 5000,
      }),
    ).toEqual({
      multipartThreshold: 0,
      jobsAtOnce: 1,
      partsAtOnce: 2,
      bandwidthLimit: null,
      proxy: { mode: 'none' },
      retryBudget: 3,
      idleTimeout: 5000,
    });
  });
});

describe('scanOptionsFrom', () => {
  it('leaves absent what was not given', () => {
    expect(scanOptionsFrom(bare)).toEqual({ takeOver: true });
    expect(
      scanOptionsFrom({ ...bare, include: ['*.jpg'], exclude: ['tmp/**'], followLinks: true }),
    ).toEqual({ takeOver: true, include: ['*.jpg'], exclude: ['tmp/**'], followLinks: true });
  });
});
