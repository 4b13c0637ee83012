import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  detailsView,
  ranges,
  showablePath,
  transferView,
  linksOf,
  objectUrl,
  ossUrl,
} from '../../../../main/desktop/calls/transfer-views.ts';
import type { LinkWish } from '../../../../shared/account/object-links.ts';
import { formatLink } from '../../../../shared/text/link-format.ts';
import { skipReasons } from '../../../../shared/transfer-state.ts';
import type { Account, Transfer } from '../../../../shared/transfer.ts';
import { sampleTransfer } from '../sample-transfers.ts';

describe('ranges', () => {
  it.each([
    [[], []],
    [[5], [[5, 5]]],
    [[1, 2, 3], [[1, 3]]],
    [
      [1, 1, 2, 3, 7, 9, 10],
      [
        [1, 3],
        [7, 7],
        [9, 10],
      ],
    ],
  ])('of %j are %j', (numbers, expected) => {
    expect(ranges(numbers)).toEqual(expected);
  });

  it('hold the numbers, all of them, and none beside another', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (numbers) => {
        const ascending = numbers.toSorted((one, other) => one - other);
        const found = ranges(ascending);
        const spread = found.flatMap(([first, last]) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        );
        expect(spread).toEqual(ascending);
        expect(found.slice(1).every(([first], index) => first > (found[index]?.[1] ?? 0) + 1)).toBe(
          true,
        );
      }),
    );
  });
});

describe('transferView', () => {
  it('keeps the path on this side and shows the speed of what moves', () => {
    const row = sampleTransfer({ bytesSent: 4 });
    const { source: _source, ...rest } = row;
    expect([transferView(row), transferView({ ...row, bytesShown: 7, speed: 3 })]).toEqual([
      { ...rest, bytesShown: 4, speed: 0 },
      { ...rest, bytesShown: 7, speed: 3 },
    ]);
  });
});

describe('detailsView', () => {
  const identity = { device: '1', inode: '2', size: 25, modified: '3', changed: '4' };
  const part = (number: number) => ({
    number,
    size: 10,
    etag: 'e',
    crc64: '1',
    crc64Confirmed: true,
  });

  it('draws the parts of an upload from its checkpoint', () => {
    const checkpoint = {
      partSize: 10,
      identity,
      uploadId: 'U',
      intendedAt: 1,
      parts: [part(1), part(2)],
      completing: false,
    };
    const row = sampleTransfer({ size: 25 });
    const view = detailsView({ ...row, identity, checkpoint, attemptsMade: [] }, undefined, 'oss:');
    expect(view).toEqual({
      ...transferView(row),
      destinationUrl: 'oss:',
      partSize: 10,
      partCount: 3,
      uploadId: 'U',
      storedParts: [[1, 2]],
      attemptsMade: [],
    });
  });

  it('draws a finished file as one whole, and one that has not begun as empty', () => {
    const states = [{ name: 'done', verified: 'crc64' } as const, { name: 'queued' } as const];
    const views = states.map((state) =>
      detailsView({ ...sampleTransfer({ state }), attemptsMade: [] }, undefined, 'oss:'),
    );
    expect(views.map(({ partCount, storedParts }) => [partCount, storedParts])).toEqual([
      [1, [[1, 1]]],
      [1, []],
    ]);
  });

  it('prefers what moves to what the database knows', () => {
    const row = sampleTransfer();
    const moving = { ...row, bytesShown: 6, speed: 2 };
    expect(detailsView({ ...row, attemptsMade: [] }, moving, 'oss:')).toMatchObject({
      bytesShown: 6,
      speed: 2,
    });
  });
});

describe('showablePath', () => {
  it('shows text to the file manager, and no name that is none', () => {
    expect(['/data/a/图.png', '\0x:2f61ff'].map(showablePath)).toEqual([
      '/data/a/图.png',
      undefined,
    ]);
  });
});

const account: Account = {
  id: 'a',
  name: 'A',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  region: 'cn-hangzhou',
  addressing: 'virtual-host',
  credentials: { kind: 'keychain' },
};

it.each([
  [{}, 'a/b.png', 'https://bucket.oss-cn-hangzhou.aliyuncs.com/a/b.png'],
  [
    {},
    '图 ?#%/+&.png',
    'https://bucket.oss-cn-hangzhou.aliyuncs.com/%E5%9B%BE%20%3F%23%25/%2B%26.png',
  ],
  [{ addressing: 'path' }, 'a', 'https://oss-cn-hangzhou.aliyuncs.com/bucket/a'],
  [
    { addressing: 'custom-domain', endpoint: 'https://cdn.example.com/' },
    'a/b',
    'https://cdn.example.com/a/b',
  ],
  [{ endpoint: 'http://127.0.0.1:9000' }, 'a', 'http://127.0.0.1:9000/bucket/a'],
  [{ endpoint: 'http://[::1]:9000' }, 'a', 'http://[::1]:9000/bucket/a'],
  [{ endpoint: 'http://oss.local:9000' }, 'a', 'http://bucket.oss.local:9000/a'],
] as const)('an account with %j has the object %s at %s', (change, key, url) => {
  expect(objectUrl({ ...account, ...change }, 'bucket', key)).toBe(url);
});

it('a bucket with an address of its own has its objects there', () => {
  const dataAddresses = {
    bucket: { endpoint: 'https://files.example.com', addressing: 'custom-domain' },
  } as const;
  expect(objectUrl({ ...account, dataAddresses }, 'bucket', 'a/b')).toBe(
    'https://files.example.com/a/b',
  );
});

it('ossUrl is what the tools of OSS write', () => {
  expect(ossUrl('bucket', 'a/图.png')).toBe('oss://bucket/a/图.png');
});

it.each([
  ['{url}', 'https://u/$&'],
  ['![{name}]({url})', '![{url}.png](https://u/$&)'],
  ['{key} {key} {other} {', 'a/{url}.png a/{url}.png {other} {'],
  ['', ''],
])('the template %j gives %j', (template, link) => {
  expect(formatLink('place', { url: 'https://u/$&', key: 'a/{url}.png' }, template)).toBe(link);
});

type Ferry = Parameters<typeof linksOf>[0];
type Preferences = Parameters<typeof linksOf>[1];

/** A queue of rows that answers links from the keys. */
function desktop(rows: readonly Transfer[], destinations: readonly object[] = []) {
  const asked: { readonly objects: readonly object[]; readonly wish: LinkWish }[] = [];
  async function* portions(): AsyncGenerator<readonly Transfer[]> {
    for (let first = 0; first < rows.length; first += 500) {
      yield await Promise.resolve(rows.slice(first, first + 500));
    }
  }
  const links = (objects: readonly { readonly key: string }[], wish: LinkWish) => {
    asked.push({ objects, wish });
    return Promise.resolve(objects.map(({ key }) => ({ url: `https://x/${key}`, notes: [] })));
  };
  const ferry = { ready: Promise.resolve({ links }) } as unknown as Ferry;
  const preferences = {
    current: () => ({ destinations, linkFormat: 'place' }),
  } as unknown as Preferences;
  return {
    asked,
    copy: (wish: Parameters<typeof linksOf>[3] = {}) =>
      linksOf(ferry, preferences, portions(), wish),
  };
}

const done = { name: 'done', verified: 'crc64' } as const;
const row = (id: number, change: Partial<Transfer> = {}) =>
  sampleTransfer({ id, key: `in/${id}.png`, state: done, ...change });

describe('the links of a selection', () => {
  it('are those of all its rows, portion by portion', async () => {
    const rows = Array.from({ length: 2345 }, (_, index) => row(index + 1));
    const { copy, asked } = desktop(rows);
    const { text, copied } = await copy();
    expect(copied.count).toBe(2345);
    // Main signs no more at once, so the window is answered meanwhile.
    expect(asked.map(({ objects }) => objects.length)).toEqual([500, 500, 500, 500, 345]);
    expect(text.split('\n')).toHaveLength(2345);
    expect(text).toMatch(/^https:\/\/x\/in\/1\.png\n.*\n?/);
  });

  it('leave out what Ferry skipped without an object at OSS', async () => {
    const rows = skipReasons.map((reason, index) =>
      row(index + 1, { key: `in/${reason}`, state: { name: 'skipped', reason } }),
    );
    const { text, copied } = await desktop(rows).copy();
    expect(text.split('\n').toSorted()).toEqual(
      ['exists', 'identical', 'not-newer'].map((reason) => `https://x/in/${reason}`),
    );
    expect(copied.count).toBe(3);
  });

  it('have the template and the lifetime of the destination with the longest prefix', async () => {
    const { accountId, bucket } = row(1);
    const place = (prefix: string, more: object) => ({ accountId, bucket, prefix, ...more });
    const { copy, asked } = desktop(
      [row(1), row(2, { key: 'other/2.png' })],
      [
        place('', { linkTemplate: '<{url}>' }),
        place('in/', { linkTemplate: '![{name}]({url})', linkLifetime: 3600 }),
      ],
    );
    expect((await copy()).text).toBe('![1.png](https://x/in/1.png)\n<https://x/other/2.png>');
    expect(asked.map(({ wish }) => wish)).toEqual([
      { access: 'automatic', lifetime: 3600 },
      { access: 'automatic', lifetime: 604_800 },
    ]);
    asked.length = 0;
    expect((await copy({ format: 'markdown' })).text).toBe(
      '![1.png](https://x/in/1.png)\n![2.png](https://x/other/2.png)',
    );
    asked.length = 0;
    await copy({ access: 'signed', lifetime: 60 });
    expect(asked.map(({ wish }) => wish)).toEqual([{ access: 'signed', lifetime: 60 }]);
  });

  it('name the batch only of objects that Ferry wrote', async () => {
    const { copy, asked } = desktop([
      row(1),
      row(2, { state: { name: 'skipped', reason: 'identical' } }),
    ]);
    await copy();
    const [objects] = asked.map((one) => one.objects);
    expect(objects?.[0]).toHaveProperty('batchId');
    expect(objects?.[1]).not.toHaveProperty('batchId');
  });
});
