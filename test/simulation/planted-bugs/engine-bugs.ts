import type { PlantedBug } from './planted-bug.ts';

const openUpload = 'main/engine/parts/open-upload.ts';
const planUpload = 'main/engine/queue/plan-upload.ts';
const runEnding = 'main/engine/run/run-ending.ts';

/** Mistakes in the engine itself. */
export const engineBugs: readonly PlantedBug[] = [
  {
    name: 'trust ListParts',
    what: 'A part that ListParts names counts as done, also when no checkpoint records it.',
    edits: [
      {
        file: openUpload,
        find: 'return { agreed, unknown };',
        replace: `return {
    agreed: listed.map((part) => {
      const own = recorded.find(({ number }) => number === part.number);
      return own ?? { ...part, crc64: '0', crc64Confirmed: false };
    }),
    unknown,
  };`,
      },
    ],
  },
  {
    name: 'forget the HEAD after a lost Complete',
    what: 'An upload that is gone is begun anew without a look at the object.',
    edits: [
      {
        file: openUpload,
        find: 'const sent = await completedBefore(run, checkpoint);',
        replace: 'const sent = undefined;',
      },
    ],
  },
  {
    name: 'reuse a part size after restart',
    what: 'An upload goes on with the part size of the settings instead of its own.',
    edits: [
      {
        file: openUpload,
        find: 'const { uploadId, partSize } = checkpoint;',
        replace:
          'const { uploadId } = checkpoint;\n  const partSize = wantedPartSize(run, checkpoint.identity.size);',
      },
    ],
  },
  {
    name: 'believe a small file that went by its path',
    what: 'A small file counts as done without a comparison of its checksums.',
    edits: [
      {
        file: 'main/engine/run/send-small.ts',
        find: 'return finished(sentObject(receipt, identity.size));',
        replace:
          'return finished({ ...sentObject({ ...receipt, storedCrc64: receipt.sentCrc64 }, identity.size) });',
      },
    ],
  },
  {
    name: 'drop the last part',
    what: 'The loop over the parts ends one too early.',
    edits: [{ file: planUpload, find: 'number <= count', replace: 'number < count' }],
  },
  {
    name: 'retry 403',
    what: 'A missing permission is tried again.',
    edits: [
      {
        file: 'shared/errors.ts',
        find: "'access-denied': 'denied'",
        replace: "'access-denied': 'passing'",
      },
    ],
  },
  {
    name: 'share the retry counter',
    what: 'All transfers count their attempts together.',
    edits: [
      {
        file: runEnding,
        find: 'attempts: advanced ? 1 : claimed.attempts + 1,',
        replace: 'attempts: advanced ? 1 : sharedAttempts(limiters),',
      },
      {
        file: runEnding,
        find: 'async function endingOfFailure(',
        replace: `const attemptsOf = new WeakMap();
function sharedAttempts(engine) {
  attemptsOf.set(engine, (attemptsOf.get(engine) ?? 0) + 1);
  return attemptsOf.get(engine);
}

async function endingOfFailure(`,
      },
    ],
  },
  {
    name: 'ignore the CRC',
    what: 'A part is accepted with any checksum that the server names.',
    edits: [
      {
        file: 'main/engine/parts/upload-parts.ts',
        find: "if (receipt.storedCrc64 === receipt.sentCrc64) return 'crc64';",
        replace: "if (receipt.storedCrc64 !== '') return 'crc64';",
      },
    ],
  },
  {
    name: 'leave the part list unsorted',
    what: 'Complete names the parts in the order in which they arrived.',
    edits: [
      {
        file: 'main/engine/parts/send-multipart.ts',
        find: '.sort((a, b) => a.number - b.number)',
        replace: '',
      },
    ],
  },
  {
    name: 'renumber the parts',
    what: 'Missing parts are counted through instead of keeping their numbers.',
    edits: [
      {
        file: planUpload,
        find: 'yield partRange(size, partSize, number);',
        replace: 'yield { ...partRange(size, partSize, number), number: done.size + (sent += 1) };',
      },
      {
        file: planUpload,
        find: 'const count = partCount(size, partSize);',
        replace: 'const count = partCount(size, partSize);\n  let sent = 0;',
      },
    ],
  },
  {
    name: 'delete the row before the answer',
    what: 'A clean-up is struck off the list before the server has confirmed it.',
    edits: [
      {
        file: 'main/engine/cleaner.ts',
        find: 'const pause = await this.#pauseAfter(cleanup);',
        replace:
          'await store.finishCleanup(cleanup.id).catch(() => undefined);\n    const pause = await this.#pauseAfter(cleanup);',
      },
    ],
  },
  {
    name: 'overwrite what cannot be compared',
    what: 'An object of the same size and without a CRC-64 counts as another content.',
    edits: [
      {
        file: 'main/engine/parts/confirm-object.ts',
        find: "if (facts.crc64 === undefined) return 'unknown';",
        replace: "if (facts.crc64 === undefined) return 'different';",
      },
    ],
  },
  {
    name: 'forget a disk that is gone',
    what: 'After a restart rows wait for a disk that Ferry no longer checks.',
    edits: [
      {
        file: 'main/engine/engine.ts',
        find: "'disk-full', 'source-unavailable'",
        replace: "'disk-full'",
      },
    ],
  },
];
