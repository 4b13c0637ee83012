import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../helpers/driver/driver-process.ts';
import { remoteObjects } from '../../helpers/servers/remote-objects.ts';
import {
  partsAtOnce,
  runCampaign,
  smallFilesAtOnce,
  type Campaign,
  type Life,
} from './kill-campaign.ts';

const wanted = Number(process.env['FERRY_KILLS'] ?? 30);
const seed = Number(process.env['FERRY_SEED'] ?? 20_260_131);
/** Only there to end a hang. */
const timeout = 5 * 60_000 + wanted * 10_000;
/** About as many as one folder takes before it is all there. */
const killsPerCampaign = 30;

type Entry = Campaign['sandbox']['journal']['entries'][number];

function partOf({ uploadId, partNumber }: Entry): string {
  return `${uploadId ?? ''} ${partNumber ?? 0}`;
}

function sentIn({ sandbox }: Campaign, from: number, to: number, operation: string): Entry[] {
  return sandbox.journal.entries.slice(from, to).filter((entry) => entry.operation === operation);
}

/** Parts and objects that the database had when a life began, as the requests that brought them. */
function committedBefore(life: Life): ReadonlySet<string> {
  const rows = rowsOf(life.lines, 'first');
  return new Set(
    rows.flatMap(({ state, key, uploadId, parts }) =>
      state.name === 'done' ? [key] : parts.map((number) => `${uploadId ?? ''} ${number}`),
    ),
  );
}

/** What a process had said to be on disk is there in the next one. */
function expectNothingForgotten(life: Life, next: Life): void {
  const rows = new Map(rowsOf(next.lines, 'first').map((row) => [row.id, row]));
  for (const line of life.lines) {
    if (line.type === 'done') expect(rows.get(line.id)?.state.name).toBe('done');
    if (line.type !== 'part') continue;
    const row = rows.get(line.id);
    if (row?.state.name !== 'done') expect(row?.parts).toContain(line.number);
  }
}

/** What the database had is never sent again; what is sent again was on the way, and no more. */
function expectNothingSentTwice(campaign: Campaign, life: Life, next: Life): void {
  const end = campaign.sandbox.journal.entries.length;
  const committed = committedBefore(next);
  const partsLater = sentIn(campaign, life.to, end, 'UploadPart').map(partOf);
  const putsLater = sentIn(campaign, life.to, end, 'PutObject').map(({ key = '' }) => key);
  expect([...partsLater, ...putsLater].filter((sent) => committed.has(sent))).toEqual([]);
  const parts = new Set(sentIn(campaign, life.from, life.to, 'UploadPart').map(partOf));
  const puts = new Set(
    sentIn(campaign, life.from, life.to, 'PutObject').map(({ key = '' }) => key),
  );
  const openParts = [...parts].filter((part) => !committed.has(part) && partsLater.includes(part));
  const openPuts = [...puts].filter((key) => putsLater.includes(key));
  expect(openParts.length).toBeLessThanOrEqual(partsAtOnce);
  // Rows whose last write is outstanding have left their place to the next ones.
  expect(openPuts.length).toBeLessThanOrEqual(smallFilesAtOnce * 4);
}

function expectOneUploadEach({ sandbox }: Campaign): void {
  const uploads = new Map<string, Set<string>>();
  for (const { operation, key = '', uploadId = '' } of sandbox.journal.entries) {
    if (operation !== 'UploadPart') continue;
    uploads.set(key, (uploads.get(key) ?? new Set()).add(uploadId));
  }
  expect(uploads.size).toBe(10);
  expect([...uploads.values()].filter((ids) => ids.size > 1)).toEqual([]);
}

async function expectAllThere({ sandbox, files, lives }: Campaign): Promise<void> {
  const last = lives.at(-1);
  expect(last).toMatchObject({ exitCode: 0, errors: '' });
  const rows = rowsOf(last?.lines ?? [], 'last');
  expect(rows.map(({ key }) => key).toSorted()).toEqual([...files.keys()].toSorted());
  expect(rows.filter(({ state }) => state.name !== 'done')).toEqual([]);
  const remote = remoteObjects(sandbox);
  expect(await remote.uploads()).toEqual([]);
  expect(await remote.keys()).toEqual([...files.keys()].toSorted());
  for (const [key, content] of files) {
    expect([key, (await remote.read(key))?.equals(content)]).toEqual([key, true]);
  }
}

describe('a process that is killed', () => {
  it(
    `row 44: loses nothing and repeats only what was on the way (${wanted} kills, seed ${seed})`,
    async () => {
      let kills = 0;
      for (let round = 0; kills < wanted; round += 1) {
        const campaign = await runCampaign(
          seed + round,
          Math.min(wanted - kills, killsPerCampaign),
        );
        kills += campaign.kills;
        for (const [index, next] of campaign.lives.slice(1).entries()) {
          const life = campaign.lives[index];
          if (life === undefined) continue;
          expectNothingForgotten(life, next);
          expectNothingSentTwice(campaign, life, next);
        }
        expectOneUploadEach(campaign);
        await expectAllThere(campaign);
      }
      expect(kills).toBe(wanted);
    },
    timeout,
  );
});
