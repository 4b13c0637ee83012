import type {
  ByteRange,
  ExpectedFile,
  ObjectStore,
  ObjectTarget,
} from '../../../main/engine/ports/object-store.ts';

/** An adapter of the port ObjectStore on a service with one bucket. */
export interface ObjectStoreUnderTest {
  readonly store: ObjectStore;
  target(key: string): ObjectTarget;
  /**
   * The bytes [start, end) of a new open file of that size.
   * @param content files with the same number hold the same bytes
   */
  file(size: number, content?: number): Promise<(start: number, end: number) => ByteRange>;
  /** A new file that is not open. Files with the same number hold the same bytes. */
  expected(size: number, content?: number): Promise<ExpectedFile>;
  /** Changes one byte of the next request body between this computer and the service. */
  damageNextBody(): void;
  close(): Promise<void>;
}
