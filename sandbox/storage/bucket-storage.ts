import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { SortedKeys } from '../rules/sorted-keys.ts';
import { PieceFiles } from './piece-files.ts';
import {
  objectRecordPath,
  readRecord,
  readRecords,
  removeRecord,
  writeRecord,
} from './record-files.ts';
import type { BucketRecord, ObjectRecord } from './records.ts';
import { Uploads } from './uploads.ts';

/** One bucket on disk, with its records mirrored in memory. A change is on disk when it returns. */
export class BucketStorage {
  readonly files: PieceFiles;
  readonly uploads: Uploads;
  readonly keys: SortedKeys;
  readonly #folder: string;
  readonly #objects: Map<string, ObjectRecord>;
  #record: BucketRecord;

  constructor(folder: string, record: BucketRecord) {
    this.#folder = folder;
    this.#record = record;
    this.files = new PieceFiles(join(folder, 'data'));
    this.uploads = new Uploads(join(folder, 'uploads'), this.files);
    const objects = readRecords(join(folder, 'objects')) as ObjectRecord[];
    this.#objects = new Map(objects.map((object) => [object.key, object]));
    this.keys = new SortedKeys(this.#objects.keys());
    this.#recover();
  }

  /** Reads a bucket, or undefined when the folder holds none. */
  static open(folder: string): BucketStorage | undefined {
    const record = readRecord(join(folder, 'bucket.json')) as BucketRecord | undefined;
    return record === undefined ? undefined : new BucketStorage(folder, record);
  }

  static create(folder: string, record: BucketRecord): BucketStorage {
    rmSync(folder, { recursive: true, force: true });
    writeRecord(join(folder, 'bucket.json'), record);
    return new BucketStorage(folder, record);
  }

  get record(): BucketRecord {
    return this.#record;
  }

  update(change: Partial<BucketRecord>): void {
    const record = { ...this.#record, ...change };
    writeRecord(join(this.#folder, 'bucket.json'), record);
    this.#record = record;
  }

  object(key: string): ObjectRecord | undefined {
    return this.#objects.get(key);
  }

  /**
   * Makes an object visible, in place of an earlier one of its key. Pieces both share stay, which
   * is how metadata changes and an appended object grows.
   */
  putObject(object: ObjectRecord): void {
    const previous = this.#objects.get(object.key);
    writeRecord(objectRecordPath(this.#folder, object.key), object);
    this.#objects.set(object.key, object);
    if (previous === undefined) this.keys.add(object.key);
    else this.#retire(previous, object);
  }

  deleteObject(key: string): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    removeRecord(objectRecordPath(this.#folder, key));
    this.#objects.delete(key);
    this.keys.delete(key);
    this.files.retire(object.pieces);
  }

  /** Removes the bucket with everything in it. */
  destroy(): void {
    removeRecord(join(this.#folder, 'bucket.json'));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #retire(previous: ObjectRecord, next: ObjectRecord): void {
    const kept = new Set(next.pieces.map((piece) => piece.file));
    this.files.retire(previous.pieces.filter((piece) => !kept.has(piece.file)));
  }

  /** Finishes what a killed server had begun: completed uploads end, unnamed files go. */
  #recover(): void {
    for (const object of this.#objects.values()) {
      const { uploadId, key } = object;
      if (uploadId !== undefined && this.uploads.find(uploadId, key) !== undefined) {
        this.uploads.end(uploadId, object.pieces);
      }
    }
    const named = new Set(this.uploads.pieces().map((piece) => piece.file));
    for (const object of this.#objects.values()) {
      for (const piece of object.pieces) named.add(piece.file);
    }
    this.files.sweep(named);
  }
}
