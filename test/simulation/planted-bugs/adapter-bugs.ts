import type { PlantedBug } from './planted-bug.ts';

const handle = 'test/simulation/ports/simulated-handle.ts';

/** Mistakes below the ports: planted in the simulated adapters, as the real ones could make them. */
export const adapterBugs: readonly PlantedBug[] = [
  {
    name: 'skip fsync',
    what: 'A write is acknowledged when it is committed, and reaches the disk now and then.',
    edits: [
      {
        file: 'test/simulation/ports/simulated-disk.ts',
        find: 'this.#durable = this.#current;\n      for',
        replace: 'if (random.chance(0.1)) this.#durable = this.#current;\n      for',
      },
    ],
  },
  {
    name: 'treat a short read as the end',
    what: 'A file that ends early is sent as if the range had been shorter.',
    edits: [
      {
        file: handle,
        find: 'const crc64 = this.file.crc64(start, end);',
        replace:
          'end = Math.max(start, Math.min(end, this.file.size));\n    const crc64 = this.file.crc64(start, end);',
      },
    ],
  },
  {
    name: 'log the header',
    what: 'The text of an error quotes the Authorization header.',
    edits: [
      {
        file: 'test/simulation/server/exchange.ts',
        find: 'this.#settle.reject(new TransferError(error));',
        replace:
          "this.#settle.reject(new TransferError({ ...error, detail: 'OSS LTAI-canary-secret' }));",
      },
    ],
  },
  {
    name: 'refresh the token twice',
    what: 'Each request that meets an expired token asks for a new one by itself.',
    edits: [
      {
        file: 'test/simulation/ports/simulated-credentials.ts',
        find: 'if (underway !== undefined) return await underway;',
        replace: '',
      },
    ],
  },
  {
    name: 'accept HTML 200',
    what: "A captive portal's page counts as the answer to an upload.",
    edits: [
      {
        file: 'test/simulation/ports/simulated-objects.ts',
        find: 'const fate = this.#network.fateOf(',
        replace: `if (this.#network.portal && range !== undefined) {
      const { crc64 } = range.source.read(range.start, range.end);
      return Promise.resolve({ etag: 'html', requestId: '', sentCrc64: String(crc64), md5Checked: true });
    }
    const fate = this.#network.fateOf(`,
      },
    ],
  },
  {
    name: 'take a spoilt checksum for none',
    what: 'A CRC-64 of HEAD that is no number any more counts as an object without one.',
    edits: [
      {
        file: 'test/simulation/ports/simulated-objects.ts',
        find: "flipped === undefined ? 'unreadable' :",
        replace: 'flipped === undefined ? { ...others, requestId } :',
      },
    ],
  },
  {
    name: 'take two names of a file for one',
    what: 'Of a file that two roots of a batch hold, only the first name becomes a row.',
    edits: [
      {
        file: 'test/simulation/queue/adding.ts',
        find: 'return row.relativePath === relativePath;',
        replace: 'return relativePath !== undefined;',
      },
    ],
  },
];
