import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { nextLine, startChild } from './child-process.ts';
import { useStoreFolder } from './store-fixture.ts';

const place = useStoreFolder();
const writer = new URL('./writing-child.ts', import.meta.url);
const rounds = 10;
/** Twenty processes and threads are started one after the other. */
const timeout = 300_000;

interface Acknowledged {
  readonly batchId: number;
  readonly rows: readonly string[];
  readonly transferId: number;
  readonly uploadId: string;
  readonly parts: readonly number[];
}

/** Lets a process write until it has acknowledged enough, kills it, and reads what it had said. */
async function writeAndKill(round: number): Promise<Acknowledged> {
  const child = startChild(writer, [place.file, String(round)]);
  const said: string[] = [];
  const enough = 50 + round * 37;
  while (said.length < enough) said.push(await nextLine(child));
  await child.kill();
  for (let line = await child.lines.next(); line.done !== true; line = await child.lines.next()) {
    said.push(line.value);
  }
  const words = said.map((line) => line.split(' '));
  const numbers = (kind: string, place: number) =>
    words.filter(([word]) => word === kind).map((line) => Number(line[place]));
  return {
    batchId: numbers('batch', 1)[0] ?? 0,
    rows: words.filter(([word]) => word === 'row').map(([, name]) => `2024/${name ?? ''}`),
    transferId: numbers('upload', 1)[0] ?? 0,
    uploadId: `UPLOAD-${round}`,
    // The last line may have been cut off by the kill.
    parts: numbers('part', 2).slice(0, -1),
  };
}

describe('a process that is killed while the store answers it', () => {
  it(`loses nothing that was acknowledged, ${rounds} times over`, { timeout }, async () => {
    for (let round = 1; round <= rounds; round += 1) {
      const acknowledged = await writeAndKill(round);
      const store = await place.open();
      expect(store.recovery).toBeUndefined();
      await store.recover();
      const checkpoint = await store.checkpoint(acknowledged.transferId);
      expect(checkpoint?.uploadId).toBe(acknowledged.uploadId);
      const stored = checkpoint?.parts.map(({ number }) => number);
      expect(stored).toEqual(expect.arrayContaining([...acknowledged.parts]));
      const sort = { by: 'queue', descending: false } as const;
      const range = { offset: 0, limit: 100_000 };
      const page = await store.page({ batchId: acknowledged.batchId }, sort, range);
      const keys = new Set(page.rows.map(({ key }) => key));
      // Likewise the last row.
      expect(acknowledged.rows.slice(0, -1).filter((key) => !keys.has(key))).toEqual([]);
      expect(page.rows.every(({ state }) => state.name === 'queued')).toBe(true);
      expect(page.total).toBe(page.rows.length);
      await store.close();
      const database = new Database(place.file, { readonly: true });
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
      database.close();
    }
  });
});
