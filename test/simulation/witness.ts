import type {
  ByteRange,
  ObjectFacts,
  ObjectTarget,
  RemotePart,
} from '../../main/engine/ports/object-store.ts';
import type { CommittedPart } from '../../main/engine/ports/transfer-store.ts';
import type { ErrorRecord } from '../../shared/errors.ts';
import type { SourceIdentity } from '../../shared/transfer.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Row } from './queue/queue-state.ts';
import type { Call } from './server/network.ts';
import type { StoredObject, StoredPart } from './server/oss-model.ts';

/** Receives what happens at the ports, and checks the invariants against it. */
export interface Witness {
  // The process

  /** A process begins, on what the last one left. */
  booted(): void;
  /** Settings that may be in force from now on; old and new ones while they change. */
  settingsInForce(settings: readonly Settings[]): void;

  // The queue, as it is written; a crash may take back what was not answered

  rowsAdded(rows: readonly Row[]): void;
  rowsRemoved(rows: readonly Row[]): void;
  rowMoved(before: Row, after: Row): void;
  claimed(row: Row): void;
  partSaved(row: Row | undefined, part: CommittedPart): void;
  /** The engine found that OSS does not have these parts as they are recorded. */
  partsDropped(row: Row, numbers: readonly number[]): void;
  /** The engine got the confirmation that a write is on disk. */
  answered(what: string, row: Row): void;
  /** The engine reads a page, as a screen does. */
  pageRead(): void;

  // The file system

  looked(path: string, identity: SourceIdentity): void;
  hashed(path: string): void;

  // Requests, as the engine makes them

  putBegins(target: ObjectTarget, range: ByteRange | undefined): void;
  putEnds(target: ObjectTarget): void;
  initiateBegins(target: ObjectTarget): void;
  partBegins(target: ObjectTarget, uploadId: string, number: number, range: ByteRange): void;
  partEnds(uploadId: string, number: number): void;
  completeBegins(target: ObjectTarget, uploadId: string, parts: readonly RemotePart[]): void;
  /** The engine hears of an object that OSS stored with other bytes than were sent. */
  damageHeard(target: ObjectTarget, etag: string): void;
  /** The engine hears of a failure. */
  refused(call: Call, target: ObjectTarget, error: ErrorRecord): void;

  // OSS, as it does them

  headAnswers(target: ObjectTarget, facts: ObjectFacts): void;
  /** @param before what stood under the key */
  putStored(target: ObjectTarget, before: StoredObject | undefined): void;
  partStored(uploadId: string, part: StoredPart): void;
  completed(target: ObjectTarget, uploadId: string, before: StoredObject | undefined): void;
  abortArrives(uploadId: string): void;
}

const calls = [
  ...[
    'booted',
    'settingsInForce',
    'rowsAdded',
    'rowsRemoved',
    'rowMoved',
    'claimed',
    'partSaved',
    'partsDropped',
  ],
  ...['answered', 'pageRead', 'looked', 'hashed', 'putBegins', 'putEnds', 'initiateBegins'],
  ...[
    'partBegins',
    'partEnds',
    'completeBegins',
    'refused',
    'damageHeard',
    'headAnswers',
    'putStored',
    'partStored',
  ],
  ...['completed', 'abortArrives'],
] as readonly (keyof Witness)[];

/** Passes each event to several witnesses, each of which checks some of them. */
export function tellAll(witnesses: readonly Partial<Witness>[]): Witness {
  const entries = calls.map((call) => {
    const hearing = witnesses.filter((witness) => witness[call] !== undefined);
    const tell = (...facts: unknown[]) => {
      for (const witness of hearing) (witness[call] as (...facts: unknown[]) => void)(...facts);
    };
    return [call, tell] as const;
  });
  return Object.fromEntries(entries) as unknown as Witness;
}
