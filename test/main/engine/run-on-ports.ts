import type { EnginePorts } from '../../../main/engine/api.ts';
import { AdaptivePartSize, BodyLimit } from '../../../main/engine/limits/body-sizes.ts';
import { RequestLimiter } from '../../../main/engine/limits/request-limiter.ts';
import { Slots } from '../../../main/engine/limits/slots.ts';
import type { ObjectStore } from '../../../main/engine/ports/object-store.ts';
import type { SourceHandle } from '../../../main/engine/ports/source-files.ts';
import type { TransferStore } from '../../../main/engine/ports/transfer-store.ts';
import { RunningBytes, UploadSpeeds } from '../../../main/engine/running-bytes.ts';
import type { Run } from '../../../main/engine/run/run.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { sketchRow } from '../../helpers/doubles/fake-queue.ts';
import { ManualClock } from './manual-clock.ts';

export const identity = {
  ...{ device: '1', inode: '2', size: 250_000, modified: '4000000000000', changed: '5' },
};

/** An open file of 250,000 bytes whose CRC-64 is 77. */
export const handle: SourceHandle = {
  descriptor: 3,
  identity: () => Promise.resolve(identity),
  crc64: () => Promise.resolve('77'),
  close: () => Promise.resolve(),
};

export interface PortSketch {
  readonly objects?: Partial<ObjectStore>;
  readonly store?: Partial<TransferStore>;
}

/** A run on ports that do only what the test wrote down. */
export function runOn({ objects = {}, store = {} }: PortSketch, changes: Partial<Run> = {}): Run {
  const clock = new ManualClock();
  const controller = new AbortController();
  const transfer = { ...sketchRow({ id: 7 }), lane: 'large' as const, hasCheckpoint: false };
  const ports = {
    ...{ objects, store, clock },
    log: { write: () => undefined },
    random: { next: () => 0 },
    contentTypeOf: () => 'image/jpeg',
  } as unknown as EnginePorts;
  return {
    ports,
    batch: { options: {} } as unknown as Run['batch'],
    policy: 'skip',
    target: { accountId: 'a', bucket: 'photos', key: 'in/a.jpg' },
    settings: () => ({ ...defaultSettings, partSize: 102_400 }),
    limiter: new RequestLimiter(4, clock),
    partSlots: new Slots(4),
    beginsParts: () => undefined,
    tookPart: () => undefined,
    waitedForSource: () => undefined,
    sentPart: () => undefined,
    fileSlots: new Slots(4),
    bodyLimit: new BodyLimit(),
    putLimit: { bytes: Infinity },
    sentBody: () => undefined,
    partSize: new AdaptivePartSize(),
    bytes: new RunningBytes(transfer, new UploadSpeeds(), clock, () => undefined),
    ...{ controller, signal: controller.signal, transfer },
    insist: (write) => write(),
    isSending: true,
    isInitiating: false,
    damagedEtag: undefined,
    brokenBody: undefined,
    endedAs: undefined,
    ended: Promise.resolve(),
    ...changes,
  };
}
