import { expect, it } from 'vitest';
import { builderArguments, withoutEmpty } from '../../../scripts/package/builder-arguments.ts';

const signed = { CSC_LINK: 'certificate.p12' };

it('makes a package that looks for no update and is not published', () => {
  expect(builderArguments(['--linux', 'dir'], signed)).toEqual([
    '--linux',
    'dir',
    '--publish=never',
  ]);
});

it('adds the feed of the environment', () => {
  const feed = 'https://downloads.example/ferry/';
  expect(builderArguments([], { ...signed, FERRY_UPDATE_URL: feed })).toEqual([
    '--publish=never',
    '-c.publish.provider=generic',
    `-c.publish.url=${feed}`,
  ]);
});

it.each(['http://downloads.example/', 'downloads.example', 'file:///tmp'])(
  'refuses %s as a feed',
  (feed) => {
    expect(() => builderArguments([], { FERRY_UPDATE_URL: feed })).toThrow('https');
  },
);

it.each([{}, { CSC_LINK: '', FERRY_UPDATE_URL: '' }])(
  'asks for no hardened runtime without a certificate: %j',
  (environment) => {
    expect(builderArguments([], environment)).toEqual([
      '--publish=never',
      '-c.mac.hardenedRuntime=false',
    ]);
  },
);

it('takes an identity of the keychain for a certificate', () => {
  expect(builderArguments([], { CSC_NAME: 'Somebody' })).toEqual(['--publish=never']);
});

it('gives electron-builder no secret that is empty', () => {
  const environment = { CSC_LINK: '', APPLE_ID: undefined, PATH: '/usr/bin' };
  expect(withoutEmpty(environment)).toEqual({ PATH: '/usr/bin' });
});
