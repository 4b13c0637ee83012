import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bucketHandlers } from '../../../../main/desktop/calls/object-handlers.ts';
import { defaultPreferences, type SavedDestination } from '../../../../shared/preferences.ts';
import { rejectionOf } from '../../oss/scripted-store.ts';

const { opened, copied } = vi.hoisted(() => ({ opened: [] as string[], copied: [] as string[] }));
vi.mock('electron', () => ({
  shell: { openExternal: (url: string) => Promise.resolve(void opened.push(url)) },
  clipboard: { writeText: (text: string) => Promise.resolve(void copied.push(text)) },
}));

type Options = Parameters<typeof bucketHandlers>;

const place = (prefix: string, more: Partial<SavedDestination> = {}): SavedDestination => ({
  ...{ id: prefix, accountId: 'studio', bucket: 'media', prefix, options: {} },
  ...{ conflictPolicy: 'ask', ...more },
});

function handlersOn(destinations: readonly SavedDestination[]) {
  const wishes: unknown[] = [];
  const queue = {
    listObjects: () => Promise.resolve({ permitted: true, prefixes: [], objects: [] }),
    thumbnail: () => Promise.resolve({ type: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]) }),
    links: ([{ key }]: readonly [{ readonly key: string }], wish: unknown) => {
      wishes.push(wish);
      return Promise.resolve([{ url: `https://media.example.com/${key}?x`, notes: [] }]);
    },
  };
  const ferry = { ready: Promise.resolve(queue) } as unknown as Options[0];
  const current = () => ({ ...defaultPreferences, destinations: [...destinations] });
  return { handlers: bucketHandlers(ferry, { current }), wishes };
}

const object = { accountId: 'studio', bucket: 'media', key: 'in/a.jpg' };

describe('what the window sees of a bucket', () => {
  beforeEach(() => {
    opened.length = 0;
    copied.length = 0;
  });

  it('is no more than the saved destinations', async () => {
    const { handlers } = handlersOn([place('in/')]);
    const outside = { ...object, key: 'private/a.jpg' };
    const elsewhere = { ...object, bucket: 'other' };
    for (const refused of [
      () => handlers.list({ accountId: 'studio', bucket: 'media', prefix: '' }),
      () => handlers.list({ accountId: 'other', bucket: 'media', prefix: 'in/' }),
      () => handlers.thumbnail(outside),
      () => handlers.open(outside),
      () => handlers.open(elsewhere),
      () => handlers.copyLink(outside),
    ]) {
      expect((await rejectionOf(refused())).code).toBe('call-refused');
    }
    expect([...opened, ...copied]).toEqual([]);
    const inside = { accountId: 'studio', bucket: 'media', prefix: 'in/day-1/' };
    expect(await handlers.list(inside)).toMatchObject({ permitted: true });
  });

  it('is opened through a link that ends after an hour', async () => {
    const { handlers, wishes } = handlersOn([place('in/')]);
    await handlers.open(object);
    expect(opened).toEqual(['https://media.example.com/in/a.jpg?x']);
    expect(wishes).toEqual([{ access: 'signed', lifetime: 3600 }]);
  });

  it('is linked in the way of the nearest place', async () => {
    const { handlers, wishes } = handlersOn([
      place('', { linkTemplate: 'wrong' }),
      place('in/', { linkTemplate: '![{name}]({url})', linkLifetime: 86_400 }),
    ]);
    expect(await handlers.copyLink(object)).toMatchObject({ count: 1 });
    expect(copied).toEqual(['![a.jpg](https://media.example.com/in/a.jpg?x)']);
    expect(wishes).toEqual([{ access: 'automatic', lifetime: 86_400 }]);
  });

  it('shows small pictures as data', async () => {
    const { handlers } = handlersOn([place('in/')]);
    expect(await handlers.thumbnail(object)).toBe('data:image/jpeg;base64,AQID');
  });
});
