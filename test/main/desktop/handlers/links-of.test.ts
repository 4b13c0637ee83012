import { describe, expect, it } from 'vitest';
import { linksOf } from '../../../../main/desktop/handlers/links-of.ts';
import type { LinkWish } from '../../../../shared/account/object-links.ts';
import type { Transfer } from '../../../../shared/transfer.ts';
import { skipReasons } from '../../../../shared/transfer-state.ts';
import { sampleTransfer } from '../sample-transfers.ts';

type Ferry = Parameters<typeof linksOf>[0];
type Preferences = Parameters<typeof linksOf>[1];

/** A queue of rows that answers links from the keys. */
function desktop(rows: readonly Transfer[], destinations: readonly object[] = []) {
  const asked: { readonly objects: readonly object[]; readonly wish: LinkWish }[] = [];
  const queries = {
    selected: (
      selection: unknown,
      states: readonly string[],
      range: { after: number; limit: number },
    ) => {
      expect(selection).toEqual({ filter: { states: ['done'] } });
      const found = rows.filter(({ id, state }) => id > range.after && states.includes(state.name));
      return Promise.resolve(found.slice(0, range.limit));
    },
  };
  const links = (objects: readonly { readonly key: string }[], wish: LinkWish) => {
    asked.push({ objects, wish });
    return Promise.resolve(objects.map(({ key }) => ({ url: `https://x/${key}`, notes: [] })));
  };
  const ferry = { ready: Promise.resolve({ engine: { queries }, links }) } as unknown as Ferry;
  const preferences = {
    current: () => ({ destinations, linkFormat: 'place' }),
  } as unknown as Preferences;
  return {
    asked,
    copy: (wish: Parameters<typeof linksOf>[3] = {}) =>
      linksOf(ferry, preferences, { filter: { states: ['done'] } }, wish),
  };
}

const done = { name: 'done', verified: 'crc64' } as const;
const row = (id: number, change: Partial<Transfer> = {}) =>
  sampleTransfer({ id, key: `in/${id}.png`, state: done, ...change });

describe('the links of a selection', () => {
  it('are those of all of a filter, page by page and without ids', async () => {
    const rows = Array.from({ length: 2345 }, (_, index) => row(index + 1));
    const { copy } = desktop(rows);
    const { text, copied } = await copy();
    expect(copied.count).toBe(2345);
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
