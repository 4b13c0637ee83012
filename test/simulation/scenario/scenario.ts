import { errorCodes } from '../../../shared/errors.ts';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import type { SkipReason } from '../../../shared/transfer-state.ts';
import { conflictPolicies } from '../../../shared/upload/upload-options.ts';
import type { Action, Addition, Choice, TimedAction } from './actions.ts';
import { drawnFaults, faultRows, type FaultName } from '../world/faults.ts';
import { SeededRandom } from '../world/seeded-random.ts';

export type FileSpec =
  | { readonly kind: 'file'; readonly path: string; readonly size: number }
  | { readonly kind: 'empty-folder' | 'no-text'; readonly path: string }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: SkipReason };

/** Everything about a run but the order in which things happen. */
export interface Scenario {
  readonly seed: number;
  readonly settings: Settings;
  readonly files: readonly FileSpec[];
  /** Keys of objects of other programs before the start. */
  readonly strangers: readonly {
    readonly bucket: string;
    readonly key: string;
    readonly size: number;
  }[];
  readonly rates: ReadonlyMap<FaultName, number>;
  readonly headDenied: boolean;
  readonly listDenied: boolean;
  readonly actions: readonly TimedAction[];
  /** Steps at the ports after which the process dies. */
  readonly crashAt: readonly number[];
  /** How long things go wrong, in milliseconds. */
  readonly length: number;
}

const KiB = 1024;
const sizes = [
  0,
  1,
  4096,
  60 * KiB,
  100 * KiB,
  100 * KiB + 1,
  130 * KiB,
  200 * KiB,
  250 * KiB,
  500 * KiB,
  612 * KiB,
  1100 * KiB,
] as const;
export const folders = ['/disk/photos', '/disk/papers'] as const;
const names = ['a.jpg', 'b.jpg', 'sub/c.jpg', 'sub/d', 'e.tar.gz', 'sub/deep/f.txt'] as const;
const oddNames = [
  '\u{1f469}\u200d\u{1f680}.png',
  'line\nbreak',
  '\u202eexe.gpj',
  'cafe\u0301',
  '100% & more?#.txt',
] as const;

/** One of so many seeds sends large files by parts whose size adapts to the line. */
const adaptiveShare = 32;
/** So that small parts become the usual ones: 100 KiB become 8 MiB. */
const growth = defaultSettings.partSize / (100 * KiB);

/** Draws a run from a seed. */
export function drawScenario(seed: number): Scenario {
  const scenario = drawSmallScenario(seed);
  return seed % adaptiveShare === adaptiveShare - 1 ? withAdaptiveParts(scenario) : scenario;
}

/** The same run with files that many times as large, in parts of the usual size. */
function withAdaptiveParts(scenario: Scenario): Scenario {
  const { partSize } = defaultSettings;
  const grown = (bytes: number): number => Math.round(bytes * growth);
  return {
    ...scenario,
    settings: {
      ...scenario.settings,
      partSize,
      multipartThreshold: grown(scenario.settings.multipartThreshold),
    },
    files: scenario.files.map((file) =>
      file.kind === 'file' ? { ...file, size: grown(file.size) } : file,
    ),
    actions: scenario.actions.map(({ at, action }) =>
      action.do === 'change-settings'
        ? { at, action: { ...action, change: { ...action.change, partSize } } }
        : { at, action },
    ),
  };
}

function drawSmallScenario(seed: number): Scenario {
  const random = new SeededRandom(seed, 'scenario');
  const rates = drawRates(seed, random);
  const has = (name: FaultName) => rates.has(name);
  const length = random.int(10, 120) * 1000;
  const files = drawFiles(random, has);
  return {
    seed,
    settings: drawSettings(random),
    files,
    strangers: drawStrangers(random, files),
    rates,
    headDenied: has('head-denied'),
    listDenied: has('list-denied'),
    actions: withBadSector(
      withPausedScan(overlap(drawActions(random, has, length), seed, has), seed),
      seed,
      length,
    ),
    crashAt: has('kill') ? Array.from({ length: random.int(1, 4) }, () => random.int(1, 900)) : [],
    length,
  };
}

/** Each run has a few faults only: all at once would hide the orders that matter. */
function drawRates(seed: number, random: SeededRandom): ReadonlyMap<FaultName, number> {
  const share = random.pick([0, 0.1, 0.2, 0.4]);
  const rates = new Map<FaultName, number>();
  for (const name of drawnFaults) {
    // Faults of later rows have streams of their own, so that the seeds known before keep their runs.
    const stream = faultRows[name] > 54 ? new SeededRandom(seed, name) : random;
    if (stream.chance(share)) rates.set(name, stream.pick([0.02, 0.1, 0.3]));
  }
  return rates;
}

function drawSettings(random: SeededRandom): Settings {
  return {
    ...defaultSettings,
    jobsAtOnce: random.int(1, 3),
    smallFilesAtOnce: random.int(1, 4),
    partsAtOnce: random.int(1, 6),
    partsPerFile: random.int(1, 4),
    partSize: random.pick([100 * KiB, 120 * KiB, 200 * KiB]),
    multipartThreshold: random.pick([0, 100 * KiB, 200 * KiB]),
    retryBudget: random.int(1, 6),
    idleTimeout: random.pick([1000, 5000, 30_000]),
  };
}

function drawFiles(random: SeededRandom, has: (name: FaultName) => boolean): readonly FileSpec[] {
  const files: FileSpec[] = [];
  for (const folder of folders) {
    for (const name of names) {
      if (random.chance(0.5)) {
        files.push({ kind: 'file', path: `${folder}/${name}`, size: random.pick(sizes) });
      }
    }
  }
  files.push({ kind: 'file', path: '/disk/one.bin', size: random.pick(sizes) });
  const [folder] = folders;
  if (has('empty-file')) files.push({ kind: 'file', path: `${folder}/empty`, size: 0 });
  if (has('odd-name')) {
    files.push({ kind: 'file', path: `${folder}/${random.pick(oddNames)}`, size: 130 * KiB });
  }
  if (has('key-too-long')) {
    files.push({ kind: 'file', path: `${folder}/${'long'.repeat(256)}`, size: 4096 });
  }
  if (has('dot-segment')) files.push({ kind: 'file', path: `${folder}/../x`, size: 4096 });
  if (has('size-refused')) files.push({ kind: 'file', path: '/disk/huge', size: 60 * 1024 ** 4 });
  if (has('folder-marker')) files.push({ kind: 'empty-folder', path: `${folder}/nothing` });
  if (has('name-not-text')) files.push({ kind: 'no-text', path: `${folder}/\0x:ff` });
  if (has('link-in-folder')) {
    files.push({ kind: 'skipped', path: `${folder}/link`, reason: 'symbolic-link' });
  }
  if (has('device-in-folder')) {
    files.push({ kind: 'skipped', path: `${folder}/device`, reason: 'special-file' });
  }
  return files;
}

function drawStrangers(random: SeededRandom, files: readonly FileSpec[]): Scenario['strangers'] {
  return files.flatMap(({ path }) => {
    if (!random.chance(0.15) || path.length > 1000) return [];
    const key = `in/${path.slice('/disk/'.length)}`;
    return [{ bucket: 'first', key, size: random.pick(sizes) }];
  });
}

function drawActions(
  random: SeededRandom,
  has: (name: FaultName) => boolean,
  length: number,
): readonly TimedAction[] {
  const actions: TimedAction[] = [{ at: 0, action: drawAdd(random, has) }];
  const sometime = () => random.int(0, length);
  for (let count = random.int(0, 2); count > 0; count -= 1) {
    actions.push({ at: sometime(), action: drawAdd(random, has) });
  }
  if (random.chance(0.3)) {
    const action = {
      do: 'add-blob',
      name: 'pasted.png',
      size: random.pick(sizes),
      ...drawAddition(random, has),
    } as const;
    actions.push({ at: sometime(), action });
  }
  const commands = random.chance(0.5) ? random.int(1, 10) : 0;
  for (let count = commands; count > 0; count -= 1) {
    actions.push({ at: sometime(), action: drawCommand(random) });
  }
  for (const name of drawnFaults) {
    if (!has(name)) continue;
    for (let count = random.int(1, 3); count > 0; count -= 1) {
      const action = drawHappening(random, name);
      if (action !== undefined) actions.push({ at: sometime(), action });
    }
  }
  return actions.sort((one, other) => one.at - other.at);
}

/**
 * Now and then a person pauses while a folder is scanned, which chance alone hardly ever brings about,
 * resumes some of it, and the process ends. Behind the others: their places name them in a replay.
 */
function withPausedScan(actions: readonly TimedAction[], seed: number): readonly TimedAction[] {
  const random = new SeededRandom(seed, 'paused scan');
  if (!random.chance(0.15)) return actions;
  const scanned = random.pickAny(actions.filter(({ action }) => action.do === 'add'));
  if (scanned === undefined) return actions;
  const wholes: readonly [Choice, Choice] = [
    { of: 'all' },
    { of: 'batch', number: random.int(0, 3) },
  ];
  const row: Choice = { of: 'row', number: random.int(0, 30) };
  const later: TimedAction[] = [];
  let { at } = scanned;
  const next = (action: Action, within: number) => {
    at += random.int(5, within);
    later.push({ at, action });
  };
  next({ do: 'pause', choice: random.pick(wholes) }, 60);
  if (random.chance(0.7)) next({ do: 'resume', choice: row }, 40);
  if (random.chance(0.4))
    next({ do: random.pick(['restart', 'power-cut'] as const), downFor: 200 }, 40);
  if (random.chance(0.5))
    next({ do: 'resume', choice: random.pick<Choice>([...wholes, row]) }, 2000);
  return [...actions, ...later];
}

/** Now and then a disk loses a sector for good. Behind the others, as above. */
function withBadSector(
  actions: readonly TimedAction[],
  seed: number,
  length: number,
): readonly TimedAction[] {
  const random = new SeededRandom(seed, 'bad sector');
  if (!random.chance(0.1)) return actions;
  const number = random.int(0, 30);
  return [...actions, { at: random.int(0, length / 2), action: { do: 'bad-sector', number } }];
}

function drawAddition(random: SeededRandom, has: (name: FaultName) => boolean): Addition {
  const bytes = random.pick([100 * KiB, 200 * KiB]);
  return {
    accountId: random.chance(0.8) ? 'main' : 'other',
    bucket: random.chance(0.8) ? 'first' : 'second',
    prefix: has('slash-first') && random.chance(0.3) ? '/in/' : random.pick(['', 'in/', 'in/']),
    conflictPolicy: random.chance(0.4) ? 'overwrite' : random.pick(conflictPolicies),
    options: {
      ...(random.chance(0.2) && { partSize: bytes }),
      ...(random.chance(0.2) && { parallel: random.int(1, 3) }),
    },
  };
}

function drawAdd(random: SeededRandom, has: (name: FaultName) => boolean): Action {
  const addition = drawAddition(random, has);
  if (random.chance(0.15)) {
    return { do: 'add', roots: ['/disk/one.bin'], key: 'in/chosen.bin', ...addition };
  }
  const [photos, papers] = folders;
  const roots = random.pick<readonly string[]>([
    [photos],
    [papers],
    [photos, papers],
    ['/disk/one.bin'],
    [photos, '/disk/one.bin', '/disk/huge'],
    // The same folder twice, and one of its files: everything collides.
    has('key-collision') ? [photos, photos, `${photos}/a.jpg`, `${papers}/a.jpg`] : [photos],
  ]);
  return { do: 'add', roots, ...addition };
}

/** Lets the folders that are added come with a folder and a file inside them. */
function overlap(
  actions: readonly TimedAction[],
  seed: number,
  has: (name: FaultName) => boolean,
): readonly TimedAction[] {
  if (!has('roots-overlap')) return actions;
  const random = new SeededRandom(seed, 'overlap');
  return actions.map(({ at, action }) => {
    if (action.do !== 'add' || action.key !== undefined) return { at, action };
    const inside = action.roots
      .filter((root) => (folders as readonly string[]).includes(root))
      .flatMap((root) => [`${root}/sub`, `${root}/a.jpg`, `${root}/sub/deep/f.txt`]);
    const more = inside.filter(() => random.chance(0.6));
    const roots = random.chance(0.5) ? [...more, ...action.roots] : [...action.roots, ...more];
    return { at, action: { ...action, roots } };
  });
}

function drawChoice(random: SeededRandom): Choice {
  const kind = random.int(0, 9);
  if (kind < 5) return { of: 'row', number: random.int(0, 30) };
  if (kind < 7) return { of: 'batch', number: random.int(0, 3) };
  if (kind < 8) {
    return { of: 'error', code: errorCodes[random.int(0, errorCodes.length - 1)] ?? 'internal' };
  }
  return { of: 'all' };
}

function drawCommand(random: SeededRandom): Action {
  const kind = random.int(0, 10);
  const choice = drawChoice(random);
  if (kind <= 5) {
    const names = ['pause', 'resume', 'cancel', 'retry', 'move-to-front', 'remove'] as const;
    return { do: names[kind] ?? 'pause', choice };
  }
  if (kind === 6) return { do: 'pause', choice };
  if (kind === 7) {
    const policy = random.pick(['overwrite', 'skip', 'rename', 'newer', 'skip-identical'] as const);
    return { do: 'answer', choice, policy };
  }
  if (kind === 8) {
    return {
      do: 'change-key',
      number: random.int(0, 30),
      key: `in/other-${random.int(1, 3)}`,
    };
  }
  if (kind === 9) return { do: 'unblock', accountId: 'main' };
  const { jobsAtOnce, smallFilesAtOnce, partsAtOnce, partsPerFile, partSize } =
    drawSettings(random);
  const bandwidthLimit = random.chance(0.5) ? null : 1_000_000;
  const limits = { jobsAtOnce, smallFilesAtOnce, partsAtOnce, partsPerFile };
  const change = { ...limits, partSize, bandwidthLimit };
  return { do: 'change-settings', change };
}

/** Things that happen, for faults that do not strike single requests. */
function drawHappening(random: SeededRandom, name: FaultName): Action | undefined {
  const number = random.int(0, 30);
  const accountId = random.chance(0.8) ? 'main' : 'other';
  const someTime = random.int(500, 40_000);
  switch (name) {
    case 'network-down':
    case 'captive-portal':
    case 'proxy-password':
    case 'certificate-rejected':
    case 'disk-full':
    case 'disk-gone':
      return { do: name, for: someTime };
    case 'keys-rejected':
      return { do: name, accountId, for: someTime };
    case 'token-expires':
      return { do: name, accountId, renewable: random.chance(0.6), for: someTime };
    case 'file-edited':
    case 'file-touched':
    case 'file-replaced':
    case 'file-truncated':
    case 'file-grown':
    case 'file-deleted':
      return { do: name, number };
    case 'file-locked':
    case 'file-unreadable':
      return { do: name, number, for: someTime };
    case 'object-appears':
      return { do: name, number, same: random.chance(0.3) };
    case 'clock-jumps':
      return { do: name, by: random.int(-600, 600) * 1000 };
    case 'computer-sleeps':
      return { do: name, for: random.int(1, 7200) * 1000 };
    case 'network-changes':
      return { do: name };
    case 'power-cut':
    case 'restart':
      return { do: name, downFor: random.int(1, 20_000) };
    case 'same-file-added': {
      const [folder] = folders;
      const same = { accountId: 'main', bucket: 'first', prefix: 'in/', options: {} } as const;
      return { do: 'add', roots: [folder], conflictPolicy: 'overwrite', ...same };
    }
    default:
      return undefined;
  }
}
