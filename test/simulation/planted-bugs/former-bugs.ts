import type { PlantedBug } from './planted-bug.ts';

/** Mistakes that the engine once had and that the simulation found: they must not come back unseen. */
export const formerBugs: readonly PlantedBug[] = [
  {
    name: 'begin before the queue is recovered',
    what: 'A disk that has free space again starts rows, and the start queues them once more.',
    edits: [
      {
        file: 'main/engine/reactor.ts',
        find: 'return !this.#begun || this.#halted;',
        replace: 'return this.#halted;',
      },
    ],
  },
  {
    name: 'leave no trace of an interruption',
    what: 'A row that was interrupted does not know that its request may have arrived.',
    edits: [
      {
        file: 'main/engine/run/run-ending.ts',
        find: 'return { ...ending, facts: { ...ending.facts, attempts } };',
        replace:
          'return attempts > 1 ? { ...ending, facts: { ...ending.facts, attempts } } : ending;',
      },
    ],
  },
  {
    name: 'complete an upload that may not overwrite',
    what: 'An upload begun under another policy is completed again and again, and refused.',
    edits: [
      {
        file: 'main/engine/parts/send-multipart.ts',
        find: 'const stuck = completing && isRefused;',
        replace: 'const stuck = false;',
      },
    ],
  },
  {
    name: 'abort a foreign upload',
    what: 'Each unknown upload of the key is taken for one of Ferry and aborted.',
    edits: [
      {
        file: 'main/engine/cleaner.ts',
        find: 'if (!(await isEmpty(tools, cleanup, upload.uploadId))) continue;',
        replace: '',
      },
    ],
  },
  {
    name: 'take a damaged object for a foreign one',
    what: 'What a request of ours left damaged is met as any other object.',
    edits: [
      {
        file: 'main/engine/run/damaged-object.ts',
        find: 'if (etag === undefined) return',
        replace: "if (etag !== '') return",
      },
    ],
  },
  {
    name: 'forget a damaged object with the process',
    what: 'Only the process that left an object damaged knows of it.',
    edits: [
      {
        file: 'main/engine/run/scheduler.ts',
        find: 'damagedEtag: claimed.damagedEtag,',
        replace: 'damagedEtag: undefined,',
      },
    ],
  },
  {
    name: 'believe one response alone',
    what: 'A CRC-64 that changed in the response to Complete condemns the object when HEAD fails.',
    edits: [
      {
        file: 'main/engine/parts/send-multipart.ts',
        find: 'stored = (await agreedCrc64(run, combined, stored)) ?? stored;',
        replace:
          'stored = (await agreedCrc64(run, combined, stored).catch(() => undefined)) ?? stored;',
      },
    ],
  },
  {
    name: 'call it settled while a probe runs',
    what: 'Rows of an account that will come back by itself are made to wait for a person.',
    edits: [
      {
        file: 'main/engine/reactor.ts',
        find: 'this.#isHalted() || this.#underway > 0 || conditions.endsByItself',
        replace: 'this.#isHalted()',
      },
      {
        file: 'main/engine/reactor.ts',
        find: 'if (value === undefined || this.#underway > 0) return;',
        replace: 'if (value === undefined) return;',
      },
    ],
  },
  {
    name: 'take a run for the one before it',
    what: 'A row that is claimed as soon as it is queued loses its new run when the old one ends.',
    edits: [
      {
        file: 'main/engine/run/scheduler.ts',
        find: 'this.#running.delete(run);',
        replace:
          'for (const other of this.#running) if (other.transfer.id === claimed.id) this.#running.delete(other);',
      },
    ],
  },
  {
    name: 'send on when the disk is full',
    what: 'A full disk keeps new files back, and running ones go on with part after part.',
    edits: [
      {
        file: 'main/engine/run/scheduler.ts',
        find: 'held ? 0 : adaptive.parts',
        replace: 'adaptive.parts',
      },
    ],
  },
  {
    name: 'publish a running row after its end',
    what: 'The end of a run is overtaken by its last progress, and the row seems to run for ever.',
    edits: [
      {
        file: 'main/engine/run/scheduler.ts',
        find: 'if (run.endedAs === undefined) yield run;',
        replace: 'yield run;',
      },
      {
        // The gap between the two is shorter than any that the simulated clock can hit.
        file: 'main/engine/run/run-transfer.ts',
        find: 'await writeEnding(run, ended, execution);',
        replace: `await writeEnding(run, ended, execution);
  await run.ports.clock.sleep(100);`,
      },
    ],
  },
  {
    name: 'pause a resumed row again with every find',
    what: 'Each portion that a scan finds in a paused batch pauses the whole batch once more.',
    edits: [
      {
        file: 'main/engine/queue/scanner.ts',
        find: 'await conditions.insist(() => addRows(batch.id, rows), controller.signal);',
        replace: `const { ports } = this.#options;
    const isPaused = (await ports.store.counters(batch.id)).states.paused.files > 0;
    await conditions.insist(() => addRows(batch.id, rows), controller.signal);
    if (isPaused) await ports.store.applyToAll({ batchId: batch.id }, { type: 'pause' });`,
      },
    ],
  },
  {
    name: 'keep the pause of a scan in memory',
    what: 'After a restart the scan of a paused batch queues what it finds.',
    edits: [
      {
        file: 'main/engine/engine.ts',
        find: 'await store.recover();',
        replace: `await store.recover();
  for (const { batchId } of await store.unfinishedRoots()) {
    await store.applyToAll({ batchId }, { type: 'resume' });
  }`,
      },
    ],
  },
  {
    name: 'wait for a disk that is there',
    what: 'A sector that cannot be read is waited for, uncounted, for ever.',
    edits: [
      {
        file: 'main/engine/run/run-ending.ts',
        find: "if (error.code === 'source-unavailable') return { ...error, code: 'source-read-failed' };",
        replace: '',
      },
    ],
  },
  {
    name: 'look at the damaged object only at first',
    what: 'What another program put in the place of a damaged object is overwritten when the request had to wait.',
    edits: [
      {
        file: 'main/engine/run/damaged-object.ts',
        find: "forbids = (await findDamagedObject(run, headObject)).kind !== 'stands';",
        replace: 'forbids = false;',
      },
    ],
  },
];
