import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import {
  accountForm,
  inputOf,
  problemsOf,
  storedKeys,
  tidyPrefix,
} from '../../../../renderer/model/forms/account-form.ts';
import {
  dataAddressFrom,
  dataFieldsOf,
} from '../../../../renderer/model/forms/data-address-form.ts';
import { endpointOf, networkOf } from '../../../../renderer/model/forms/regions.ts';
import {
  readSetting,
  settingFields,
  showSetting,
  stepSetting,
} from '../../../../renderer/model/forms/setting-fields.ts';
import {
  targetForm,
  targetOf,
  targetProblems,
} from '../../../../renderer/model/forms/target-form.ts';
import { accountInputSchema, targetSchema } from '../../../../shared/ipc/schemas.ts';
import { studio } from '../../fake-main.ts';

const target = {
  destination: { accountId: 'studio', bucket: 'media-prod', prefix: '2026/' },
  conflictPolicy: 'rename' as const,
  options: {
    storageClass: 'IA' as const,
    acl: 'private' as const,
    mime: 'image/jpeg',
    headers: { 'Cache-Control': 'no-cache' },
    meta: { author: '第一' },
    tagging: { project: 'ferry' },
    partSize: 8 * 1024 * 1024,
    parallel: 4,
    serverSideEncryption: { algorithm: 'KMS' as const, keyId: 'key' },
    callback: {
      url: 'https://example.com/done',
      body: 'object=${object}&x=${x:one}',
      contentType: 'application/json' as const,
      host: 'example.com',
      customValue: { one: '1' },
    },
  },
  scanOptions: { include: ['*.jpg', '*.png'], followLinks: true },
};

describe('the form of a target', () => {
  it('gives back every option that it was given', () => {
    expect(targetOf(targetForm(target))).toEqual(target);
    expect(v.is(targetSchema, targetOf(targetForm(target)))).toBe(true);
  });

  it('leaves out what was not given', () => {
    const plain = { ...target, options: {}, scanOptions: {} };
    expect(targetOf(targetForm(plain))).toEqual(plain);
  });

  it('names what OSS would refuse', () => {
    const form = targetForm(target);
    expect(targetProblems(form)).toEqual({});
    const wrong = {
      ...form,
      bucket: ' ',
      prefix: '/a',
      partSize: '1 KiB',
      parallel: '65',
      mime: 'jpeg',
      meta: [{ name: 'höhe', value: '1' }],
      callbackUrl: 'ftp://example.com',
      callbackBody: '',
    };
    expect(Object.keys(targetProblems(wrong)).toSorted()).toEqual([
      'bucket',
      'callbackBody',
      'callbackUrl',
      'meta',
      'mime',
      'parallel',
      'partSize',
      'prefix',
    ]);
  });

  it.each([
    ['*.jpg [ab', 'upload.invalid.openBracket'],
    ['*.{jpg,png}', 'upload.invalid.braces'],
    ['*.jpg \\[ab', undefined],
  ])('row 74: refuses the patterns that the command line refuses: %s', (patterns, problem) => {
    const form = targetForm(target);
    expect(targetProblems({ ...form, include: patterns }).include).toBe(problem);
    expect(targetProblems({ ...form, exclude: patterns }).exclude).toBe(problem);
  });
});

describe('the form of an account', () => {
  const form = {
    ...accountForm(),
    accessKeyId: ' LTAI ',
    accessKeySecret: 'secret',
    bucket: 'media-prod',
  };

  it('makes an endpoint of region and network', () => {
    expect(endpointOf('cn-hangzhou', 'internal')).toBe(
      'https://oss-cn-hangzhou-internal.aliyuncs.com',
    );
    expect(networkOf('https://oss-accelerate.aliyuncs.com', 'cn-beijing')).toBe('accelerate');
    expect(networkOf('https://storage.example.com', 'cn-beijing')).toBe('custom');
    const input = inputOf(form);
    expect(v.is(accountInputSchema, input)).toBe(true);
    expect(input).toMatchObject({
      name: 'media-prod',
      endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
      secrets: { accessKeyId: 'LTAI', accessKeySecret: 'secret' },
    });
  });

  it.each([
    ['domain', 'files.example.com', 'https://files.example.com', 'custom-domain'],
    ['domain', 'http://files.localhost:81/', 'http://files.localhost:81', 'custom-domain'],
    ['own', 'https://oss.example.com', 'https://oss.example.com', 'virtual-host'],
    ['internal', '', 'https://oss-cn-hangzhou-internal.aliyuncs.com', 'virtual-host'],
    ['accelerate', '', 'https://oss-accelerate.aliyuncs.com', 'virtual-host'],
  ] as const)('sends data through %s %s', (dataWay, dataEndpoint, endpoint, addressing) => {
    const films = { endpoint: 'https://b.example.com', addressing: 'custom-domain' } as const;
    const known = { ...studio, dataAddresses: { films, 'media-prod': films } };
    const filled = { ...form, dataWay, dataEndpoint };
    const input = inputOf(filled, studio.id, known);
    expect(v.is(accountInputSchema, input)).toBe(true);
    expect(input.dataAddresses).toEqual({ films, 'media-prod': { endpoint, addressing } });
    const address = input.dataAddresses?.['media-prod'];
    expect(dataAddressFrom({ ...filled, ...dataFieldsOf(address, form.region) })).toEqual(address);
    expect(inputOf({ ...form, dataWay: 'account' }, studio.id, known).dataAddresses).toEqual({
      films,
    });
  });

  it('asks for the keys again when the data goes to a server that did not get them', () => {
    const again = { ...accountForm(studio), bucket: 'media-prod' };
    const domain = { ...again, dataWay: 'domain', dataEndpoint: 'files.example.com' } as const;
    expect(storedKeys({ ...again, dataWay: 'internal' }, studio)).toBe('kept');
    expect(storedKeys(domain, studio)).toBe('for-another-server');
    const address = { endpoint: 'https://files.example.com', addressing: 'custom-domain' } as const;
    expect(storedKeys(domain, { ...studio, dataAddresses: { 'media-prod': address } })).toBe(
      'kept',
    );
    expect(problemsOf({ ...domain, dataEndpoint: 'a b' }, 'kept')).toHaveProperty('dataEndpoint');
  });

  it('keeps keys that are stored when none are typed', () => {
    const again = { ...accountForm(studio), bucket: 'media-prod' };
    expect(problemsOf(again, 'kept')).toEqual({});
    expect(inputOf(again, studio.id, studio)).not.toHaveProperty('secrets');
    expect(problemsOf(again, 'none')).toHaveProperty('accessKeyId');
    expect(problemsOf({ ...again, accessKeyId: 'LTAI' }, 'kept')).toHaveProperty('accessKeySecret');
  });

  it('asks for the keys again when the endpoint is on another server than they were given for', () => {
    const again = { ...accountForm(studio), bucket: 'media-prod' };
    const elsewhere = { ...again, network: 'custom' as const, endpoint: 'https://oss.example.com' };
    expect(storedKeys(again, studio)).toBe('kept');
    expect(storedKeys({ ...again, network: 'accelerate' }, studio)).toBe('kept');
    expect(storedKeys({ ...elsewhere, endpoint: 'https:' }, studio)).toBe('kept');
    expect(storedKeys(elsewhere, studio)).toBe('for-another-server');
    expect(storedKeys(elsewhere, { ...studio, secrets: 'missing' })).toBe('none');
    expect(storedKeys(elsewhere)).toBe('none');
    expect(Object.keys(problemsOf(elsewhere, 'for-another-server'))).toEqual([
      'accessKeyId',
      'accessKeySecret',
    ]);
    const typed = { ...elsewhere, accessKeyId: 'LTAI', accessKeySecret: 'secret' };
    expect(problemsOf(typed, 'for-another-server')).toEqual({});
  });

  it('asks for a token where the keys are temporary, and for a bucket that can exist', () => {
    expect(problemsOf({ ...form, keyKind: 'temporary' }, 'none')).toHaveProperty('securityToken');
    expect(problemsOf({ ...form, bucket: 'Media' }, 'none')).toHaveProperty('bucket');
    expect(problemsOf({ ...form, network: 'custom', endpoint: 'example' }, 'none')).toHaveProperty(
      'endpoint',
    );
    expect([tidyPrefix(' a/b '), tidyPrefix('a/'), tidyPrefix('')]).toEqual(['a/b/', 'a/', '']);
  });
});

describe('a number of the settings', () => {
  it.each([
    [settingFields.jobsAtOnce, '3', 3],
    [settingFields.jobsAtOnce, '65', undefined],
    [settingFields.jobsAtOnce, '2.5', undefined],
    [settingFields.idleTimeout, '30', 30_000],
    [settingFields.bandwidthLimit, '', null],
    [settingFields.bandwidthLimit, '2,5', 2_500_000],
    [settingFields.bandwidthLimit, '-1', undefined],
    [settingFields.partSize, '8 MiB', 8 * 1024 * 1024],
    [settingFields.partSize, '1 KiB', undefined],
  ] as const)('%o typed as "%s" is %o', (field, typed, value) => {
    expect(readSetting(field, typed)).toBe(value);
  });

  it('is shown as it can be typed', () => {
    expect(readSetting(settingFields.partSize, showSetting('size', 5 * 1024 * 1024))).toBe(
      5 * 1024 * 1024,
    );
    expect(showSetting('megabytes', null)).toBe('');
    expect(showSetting('seconds', 30_000)).toBe('30');
  });
});

describe('a stepper of a setting', () => {
  it.each([
    ['12', 1, '13'],
    ['12', -1, '11'],
    ['64', 1, '64'],
    ['1', -1, '1'],
    ['1000', -1, '64'],
    ['2,5', 1, '3'],
    ['many', 1, '1'],
    ['', -1, '1'],
  ] as const)('leads from "%s" by %i to "%s"', (typed, step, next) => {
    expect(stepSetting(settingFields.jobsAtOnce, typed, step)).toBe(next);
  });
});
