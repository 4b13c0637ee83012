import { describe, expect, it } from 'vitest';
import type { EnginePorts } from '../../../../main/engine/api.ts';
import type { Change } from '../../../../main/engine/facts.ts';
import type { ClaimedTransfer } from '../../../../main/engine/ports/transfer-store.ts';
import { Commands, type CommandsOptions } from '../../../../main/engine/queue/commands.ts';
import { HeldRows } from '../../../../main/engine/queue/work-scope.ts';
import { Mutex } from '../../../../main/engine/limits/slots.ts';
import { sketchRow } from '../../../helpers/doubles/fake-queue.ts';

/** Commands on a queue where rows 1 and 2 of batch 1 and row 3 of batch 2 run. */
function commandsInHand() {
  const log: string[] = [];
  const turns = new Mutex();
  const rows = [1, 1, 2].map((batchId, index): ClaimedTransfer => ({
    ...sketchRow({ id: index + 1, batchId }),
    ...{ lane: 'small', hasCheckpoint: false },
  }));
  const note = (what: string) => log.push(`${what}${turns.isBusy ? '' : ' out of turn'}`);
  const store = {
    applyToAll: (_selection: unknown, { type }: { type: string }) => {
      note(`${type} the others`);
      return Promise.resolve(10);
    },
    changeKey: () => {
      note('change key');
      return Promise.resolve(true);
    },
    selected: () => Promise.resolve([rows[1]]),
  };
  const cancelled: number[] = [];
  const commands = new Commands({
    ports: { store } as unknown as EnginePorts,
    turns,
    held: new HeldRows(),
    changed: (change?: Change) => note(change === 'rows' ? 'changed rows' : 'changed'),
    scheduler: {
      interrupt: (meant: (row: ClaimedTransfer) => boolean, why: string) => {
        const stopped = rows.filter(meant);
        note(`${why} ${stopped.map(({ id }) => id).join()}`);
        // The last one had ended before it could be stopped.
        const runs = stopped.map((row, index) => ({
          transfer: row,
          endedAs: index === 0 ? why : 'finish',
        }));
        return Promise.resolve(runs);
      },
    },
    scanner: () => ({
      cancel: (wanted: (batchId: number) => boolean) => {
        cancelled.push(...[1, 2].filter(wanted));
        return Promise.resolve();
      },
    }),
  } as unknown as CommandsOptions);
  return { commands, log, cancelled };
}

describe('a command on many rows', () => {
  it('holds its rows before it reaches them: those that run stop in the same turn', async () => {
    const { commands, log } = commandsInHand();
    await commands.hold('command 1', 'pause', { batchId: 1 });
    expect(log).toEqual(['pause 1,2', 'changed rows']);
  });

  it('stops the running ones first, and counts those that really stopped', async () => {
    const { commands, log } = commandsInHand();
    expect(await commands.pause({ batchId: 1 })).toBe(11);
    expect(log).toEqual(['pause 1,2', 'pause the others', 'changed rows']);
  });

  it.each([
    ['ids', { ids: [2, 3] }, 'pause 2,3'],
    ['a batch', { batchId: 2 }, 'pause 3'],
    ['everything', { all: true as const }, 'pause 1,2,3'],
    ['an error, which no running row has', { errorCode: 'internal' as const }, 'pause '],
    ['a filter, which the store decides', { filter: { search: 'x' } }, 'pause 2'],
  ])('selects by %s', async (_what, selection, stopped) => {
    const { commands, log } = commandsInHand();
    await commands.pause(selection);
    expect(log[0]).toBe(stopped);
  });

  it.each([
    ['everything', { all: true as const }, [1, 2]],
    ['a batch', { batchId: 2 }, [2]],
    ['rows of a batch', { ids: [1] }, []],
    ['what failed of a batch', { batchId: 1, errorCode: 'internal' as const }, []],
    ['a filter that leaves some out', { filter: { batchId: 1, search: 'x' } }, []],
    ['a filter that is the whole batch', { filter: { batchId: 1 } }, [1]],
  ])(
    'ends the scan only of a batch that it means as a whole: %s',
    async (_what, selection, ids) => {
      const { commands, cancelled } = commandsInHand();
      await commands.cancel(selection);
      expect(cancelled).toEqual(ids);
    },
  );

  it('tells the reactor within its turn, so that no claim relies on what was known', async () => {
    const { commands, log } = commandsInHand();
    await commands.retry({ all: true }, undefined);
    await commands.resume({ all: true });
    expect(log).toEqual(['retry the others', 'changed rows', 'resume the others', 'changed rows']);
  });
});

describe('a new key', () => {
  it('stops the run under the old key first', async () => {
    const { commands, log } = commandsInHand();
    await commands.changeKey(3, 'in/new');
    expect(log).toEqual(['restart 3', 'change key', 'changed rows']);
  });

  it('that OSS would not keep changes nothing', async () => {
    const { commands, log } = commandsInHand();
    await expect(commands.changeKey(3, '/x')).rejects.toMatchObject({ code: 'key-invalid' });
    expect(log).toEqual([]);
  });
});
