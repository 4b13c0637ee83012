import type { ProgressView } from '../../../shared/ipc/views.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import { createFakeMain, type FakeMainOptions, sandbox } from '../fake-main.ts';
import { errorOf } from '../fake-rows.ts';

declare global {
  interface Window {
    /** For scripts that drive the preview. */
    fakeMain: ReturnType<typeof createFakeMain>;
  }
}

/** A prefix of many folders, one long folder, a long bucket; none of them is the target. */
const longPaths: Preferences['destinations'] = [
  { prefix: '2026/weddings/summer/raw-files-of-the-second-camera/originals/' },
  { prefix: `${'a-folder-whose-name-has-no-end-'.repeat(4)}/` },
  { prefix: '照片归档/2026/黄山/', bucket: `${'long-bucket-name-'.repeat(3)}hangzhou` },
].map(({ prefix, bucket = 'media-prod' }, index) => ({
  ...{ id: String(index), accountId: 'studio', bucket, prefix },
  ...{ conflictPolicy: 'ask' as const, options: {} },
}));

const query = new URLSearchParams(location.search);
const state = query.get('state') ?? '';

/** What the address asks for: `?theme=dark&language=zh-CN&state=empty`. */
function optionsFromAddress(): FakeMainOptions {
  const preferences: Partial<Preferences> = {
    theme: query.get('theme') === 'dark' ? 'dark' : 'light',
    language: query.get('language') === 'zh-CN' ? 'zh-CN' : 'en',
  };
  switch (state) {
    case 'first':
      return {
        rows: 0,
        accounts: [],
        preferences: { ...preferences, destinations: [], currentDestination: null },
      };
    case 'long-paths':
      return { preferences: { ...preferences, destinations: longPaths, currentDestination: null } };
    case 'stopped':
      return {
        preferences,
        progress: { engine: { name: 'failed', error: { code: 'database-failed' } }, speed: 0 },
      };
    case 'empty':
      return { rows: 0, preferences };
    case 'million':
      return { rows: Number(query.get('rows') ?? 200_000), preferences };
    case 'removed':
      return {
        preferences: { ...preferences, destinations: [] },
        accounts: [sandbox],
        progress: { conditions: blockedProgress().conditions?.slice(0, 1) ?? [] },
      };
    case 'banners':
      return {
        preferences,
        info: { secretStorage: 'plain-file' },
        recovery: {
          outcome: 'partly-read',
          damagedCopy: '/data/queue.db.damaged-20261122T104500Z',
          reason: 'The write-ahead log is damaged before its last 3 commits',
        },
        progress: blockedProgress(),
      };
    default:
      return { preferences };
  }
}

function blockedProgress(): Partial<ProgressView> {
  return {
    conditions: [
      { accountId: 'studio', kind: 'credentials', error: errorOf('credentials-expired') },
      { accountId: 'sandbox', kind: 'offline', error: errorOf('offline') },
      { kind: 'disk-full' },
    ],
  };
}

window.fakeMain = createFakeMain(optionsFromAddress());
Object.assign(window, { ferry: window.fakeMain });
await import('../../../renderer/main.ts');

// A minute of speed for the curve in the sidebar.
const { useProgressStore } = await import('../../../renderer/stores/progress.ts');
const progress = useProgressStore();
const latest = await window.fakeMain.call('transfers', 'snapshot', undefined);
if (latest.ok && state !== 'empty' && state !== 'first') {
  const view = latest.value as ProgressView;
  for (let second = 0; second <= 60; second += 1) {
    const speed =
      second === 60 ? view.speed : view.speed * (0.7 + 0.25 * Math.sin(second / 3) ** 2);
    window.fakeMain.notify.transfers.progress({ ...view, revision: second + 2, speed });
    progress.sample();
  }
}
