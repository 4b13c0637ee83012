import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SortedKeys } from '../rules/objects/sorted-keys.ts';
import { PieceFiles } from './piece-files.ts';
import { readRecord, writeRecord } from './record-files.ts';
import { RecordLog } from './record-log.ts';
import type { BucketRecord, ObjectRecord } from './records.ts';
import { Uploads } from './uploads.ts';

const recordName = 'bucket.json';

/**
 * One bucket on disk, with its records mirrored in memory. A change is on disk when the call
 * returns.
 */
export class BucketStorage {
  readonly files: PieceFiles;
  readonly uploads: Uploads;
  readonly keys: SortedKeys;
  readonly #folder: string;
  readonly #objects: RecordLog<ObjectRecord>;
  #record: BucketRecord;

  constructor(folder: string, record: BucketRecord) {
    this.#folder = folder;
    this.#record = record;
    this.files = new PieceFiles(join(folder, 'data'));
    this.uploads = new Uploads(join(folder, 'uploads'), this.files);
    this.#objects = new RecordLog(join(folder, 'objects.log'));
    this.keys = new SortedKeys(this.#objects.names());
    this.#recover();
  }

  /** Reads a bucket, or undefined when the folder holds none. */
  static open(folder: string): BucketStorage | undefined {
    const record = readRecord(join(folder, recordName)) as BucketRecord | undefined;
    return record === undefined ? undefined : new BucketStorage(folder, record);
  }

  static create(folder: string, record: BucketRecord): BucketStorage {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeRecord(join(folder, recordName), record);
    return new BucketStorage(folder, record);
  }

  get record(): BucketRecord {
    return this.#record;
  }

  update(change: Partial<BucketRecord>): void {
    const record = { ...this.#record, ...change };
    writeRecord(join(this.#folder, recordName), record);
    this.#record = record;
  }

  object(key: string): ObjectRecord | undefined {
    return this.#objects.get(key);
  }

  /**
   * Makes an object visible and replaces an earlier object of its key. Pieces that both share
   * stay; metadata changes and appends use this.
   */
  putObject(object: ObjectRecord): void {
    const previous = this.#objects.get(object.key);
    this.#objects.put(object.key, object);
    if (previous === undefined) {
      this.keys.add(object.key);
      return;
    }
    const kept = new Set(object.pieces.map((piece) => piece.file));
    this.files.retire(previous.pieces.filter((piece) => !kept.has(piece.file)));
  }

  deleteObject(key: string): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    this.#objects.delete(key);
    this.keys.delete(key);
    this.files.retire(object.pieces);
  }

  /** Removes the bucket with everything in it. */
  destroy(): void {
    this.close();
    rmSync(join(this.#folder, recordName), { force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  close(): void {
    this.#objects.close();
    this.uploads.close();
  }

  /** Finishes the work of a killed server: completed uploads end, unnamed files are removed. */
  #recover(): void {
    const named = new Set<string>();
    for (const { uploadId, key, pieces } of this.#objects.values()) {
      if (uploadId !== undefined && this.uploads.find(uploadId, key) !== undefined) {
        this.uploads.end(uploadId, pieces);
      }
      for (const piece of pieces) named.add(piece.file);
    }
    for (const piece of this.uploads.pieces()) named.add(piece.file);
    this.files.sweep(named);
  }
}
