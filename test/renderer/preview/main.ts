import type { Diagnosis } from '../../../shared/account/diagnosis.ts';
import { type ErrorCode, errorCodes } from '../../../shared/errors.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import { createFakeMain, type FakeMain, type FakeMainOptions, sandbox } from '../fake-main.ts';
import type { FakePictureOptions } from '../fake-picture.ts';
import { errorOf } from '../fake-rows.ts';
import { filesBy, uploadLine } from '../fake-uploads.ts';

declare global {
  interface Window {
    /** For scripts that drive the preview. */
    fakeMain: FakeMain;
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
    case 'first-denied':
      return {
        rows: 0,
        accounts: [],
        diagnosis: diagnosisOfPlace(state === 'first-denied'),
        preferences: { ...preferences, destinations: [], currentDestination: null },
        picture: { state: 'empty' },
      };
    case 'long-paths':
      return { preferences: { ...preferences, destinations: longPaths, currentDestination: null } };
    case 'arrived':
      return { preferences, picture: { arrived: arrivedUploads().slice(0, 1) } };
    case 'arrived-several':
      return { preferences, picture: { arrived: arrivedUploads() } };
    case 'stopped':
    case 'paused':
    case 'offline':
    case 'empty':
    case 'idle':
      return { preferences, picture: { state } };
    case 'v1-refused':
      return { preferences, picture: refusedPicture('signature-version-refused') };
    case 'clock-wrong':
      return { preferences, picture: refusedPicture('clock-skewed') };
    case 'certificate': {
      const error = errorOf('certificate-expired');
      const blocked = [{ accountId: 'studio', why: 'certificate', error }] as const;
      return { preferences, picture: { ...refusedPicture('certificate-expired'), blocked } };
    }
    case 'million':
      return { preferences, picture: { files: Number(query.get('rows') ?? 1_000_000) } };
    case 'disk':
      return { preferences, picture: { connections: { count: 12, limitedBy: 'disk' } } };
    case 'links':
      return {
        preferences,
        picture: {
          files: 1_000_000,
          working: [{ id: 1, what: 'links', done: 412_000, total: 1_000_000 }],
        },
      };
    case 'removed':
      return {
        preferences: { ...preferences, destinations: [] },
        accounts: [sandbox],
        picture: { blocked: blockedPicture().blocked?.slice(0, 1) ?? [] },
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
        picture: blockedPicture(),
      };
    default:
      return { preferences };
  }
}

/** The results of a check; with `isDenied` the keys may not upload. */
function diagnosisOfPlace(isDenied: boolean): readonly Diagnosis[] {
  const region = { region: 'cn-hangzhou', acl: 'private', versioning: 'Disabled' } as const;
  const facts = { ...region, blockPublicAccess: true, acceleration: false };
  return [
    { check: 'route', outcome: 'found', facts: { milliseconds: 31 } },
    { check: 'clock', outcome: 'found', facts: { offset: 0 } },
    { check: 'signature', outcome: 'found', facts: { buckets: 3 } },
    { check: 'bucket', outcome: 'found', facts },
    isDenied
      ? { check: 'rights', outcome: 'failed', error: errorOf('access-denied') }
      : { check: 'rights', outcome: 'found', facts: {} },
  ];
}

function arrivedUploads(): NonNullable<FakePictureOptions['arrived']> {
  const thumbnails = [1, 2, 3, 4, 5];
  const selects = uploadLine(90, {
    ...{ name: 'portrait-selects', endedAt: Date.now(), destinationId: 'two', thumbnails },
    files: filesBy({ done: 12, skipped: 2 }),
  });
  const film = uploadLine(91, {
    ...{ name: '2026-11-08_城市更新_发布会_主机位_4K_10bit_未剪辑_最终版.mov', single: 7 },
    ...{ endedAt: Date.now(), bytes: 22_700_000_000, files: filesBy({ done: 1 }) },
  });
  const build = uploadLine(92, {
    ...{ name: 'site-build', endedAt: Date.now(), bytes: 9_300_000, thumbnails: [6, 7] },
    files: filesBy({ done: 1280 }),
  });
  return [selects, film, build];
}

/** The file of the upload that is refused. */
const refusedFile = 4007;

function refusedPicture(code: ErrorCode): FakePictureOptions {
  const say = { cause: code, files: 1 } as const;
  const refused = uploadLine(9010, {
    ...{ name: '2026-11-08_城市更新_发布会.mov', single: refusedFile, tall: true, say },
    ...{ state: 'attention', files: filesBy({ failed: 1 }), bytesDone: 0, repeatable: false },
  });
  return { newest: [refused] };
}

function blockedPicture(): FakePictureOptions {
  return {
    diskFull: true,
    blocked: [
      { accountId: 'studio', why: 'credentials', error: errorOf('credentials-expired') },
      { accountId: 'sandbox', why: 'offline', error: errorOf('offline') },
    ],
  };
}

const options = optionsFromAddress();
window.fakeMain = createFakeMain(options);
const cause = options.picture?.newest?.[0]?.say?.cause;
const code = errorCodes.find((one) => one === cause);
window.fakeMain.rows.forEach((row, index, rows) => {
  if (row.id === refusedFile && code !== undefined) {
    rows[index] = { ...row, state: { name: 'failed', error: errorOf(code) } };
  }
});
Object.assign(window, { ferry: window.fakeMain });
await import('../../../renderer/main.ts');

// A minute of speed for the curve in the sidebar.
const { usePictureStore } = await import('../../../renderer/stores/uploads/picture.ts');
const store = usePictureStore();
if (!['empty', 'first', 'idle'].includes(state)) {
  store.speeds = Array.from(
    { length: 60 },
    (_, second) =>
      48_200_000 * (0.7 + 0.25 * Math.sin(second / 3) ** 2) * (second % 17 === 9 ? 0.6 : 1),
  );
}
