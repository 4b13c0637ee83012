import { describe, expect, it } from 'vitest';
import { reactive } from 'vue';
import { connectClient } from '../../renderer/bridge.ts';
import { TransferError } from '../../shared/errors.ts';
import type { FerryBridge } from '../../shared/ipc/bridge-api.ts';
import { createFakeBridge } from './fake-bridge.ts';

const target = {
  destination: { accountId: 'studio', bucket: 'media', prefix: '' },
  conflictPolicy: 'ask',
  options: {},
  scanOptions: {},
} as const;

describe('the bridge', () => {
  it('hands over plain values without fields that are absent', async () => {
    const bridge = createFakeBridge({ batches: { paste: () => Promise.resolve(1) } });
    const { call } = connectClient(bridge);
    await call.batches.paste(reactive({ target, name: undefined }));
    expect(bridge.calls).toEqual([{ name: 'batches.paste', input: { target } }]);
  });

  it('rejects with the error that main classified', async () => {
    const error = { code: 'access-denied', requestId: '67', ossCode: 'AccessDenied' } as const;
    const bridge = createFakeBridge({
      accounts: { list: () => Promise.reject(new TransferError(error)) },
    });
    const asked = connectClient(bridge).call.accounts.list(undefined);
    await expect(asked).rejects.toMatchObject({ record: error });
  });

  it('offers no call that is the preload’s alone to the page by mistake', () => {
    const { on } = connectClient(createFakeBridge({}));
    expect(Object.keys(on.picture)).toEqual(['shown']);
  });

  it('stops listening when asked', () => {
    const bridge = createFakeBridge({});
    const heard: unknown[] = [];
    const stop = connectClient(bridge).on.accounts.changed((accounts) => heard.push(accounts));
    bridge.notify.accounts.changed([]);
    stop();
    bridge.notify.accounts.changed([]);
    expect(heard).toHaveLength(1);
  });

  it('reaches no listener that was unsubscribed, even by a function that the bridge keeps', () => {
    const kept: ((payload: unknown) => void)[] = [];
    const bridge: FerryBridge = {
      ...createFakeBridge({}),
      on(_group, _name, listener) {
        kept.push(listener);
        return () => undefined;
      },
    };
    const heard: string[] = [];
    const { changed } = connectClient(bridge).on.accounts;
    const stops = ['first', 'second'].map((name) => changed(() => heard.push(name)));
    stops[0]?.();
    for (const send of kept) send([]);
    expect(heard).toEqual(['second']);
    stops[1]?.();
    for (const send of kept) send([]);
    expect(heard).toEqual(['second']);
    changed(() => heard.push('third'));
    kept.at(-1)?.([]);
    expect(heard).toEqual(['second', 'third']);
  });
});
