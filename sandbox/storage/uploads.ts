import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareKeys } from '../rules/objects/key-rules.ts';
import type { PieceFiles } from './piece-files.ts';
import { listFolder } from './record-files.ts';
import { RecordLog } from './record-log.ts';
import type { PartRecord, Piece, UploadRecord } from './records.ts';

/** The first entry of an upload's log; parts follow under their numbers. */
const head = 'upload';
const ending = '.log';

interface Upload {
  readonly record: UploadRecord;
  readonly log: RecordLog<UploadRecord | PartRecord>;
}

/** The multipart uploads in progress of one bucket, with one log each. */
export class Uploads {
  readonly #folder: string;
  readonly #files: PieceFiles;
  readonly #uploads = new Map<string, Upload>();

  constructor(folder: string, files: PieceFiles) {
    this.#folder = folder;
    this.#files = files;
    mkdirSync(folder, { recursive: true });
    for (const name of listFolder(folder)) {
      const upload = name.endsWith(ending) ? openUpload(join(folder, name)) : undefined;
      if (upload === undefined) rmSync(join(folder, name), { force: true });
      else this.#uploads.set(upload.record.uploadId, upload);
    }
  }

  get isEmpty(): boolean {
    return this.#uploads.size === 0;
  }

  /** The upload with that id, if it is for that key. */
  find(uploadId: string, key: string): UploadRecord | undefined {
    const record = this.#uploads.get(uploadId)?.record;
    return record?.key === key ? record : undefined;
  }

  /** Every upload in the order of OSS: by key, then by id. */
  list(): UploadRecord[] {
    return [...this.#uploads.values()]
      .map(({ record }) => record)
      .sort(
        (left, right) =>
          compareKeys(left.key, right.key) || compareKeys(left.uploadId, right.uploadId),
      );
  }

  part(uploadId: string, number: number): PartRecord | undefined {
    const entry = this.#uploads.get(uploadId)?.log.get(String(number));
    return entry === undefined || !isPart(entry) ? undefined : entry;
  }

  /** The parts of an upload in ascending order. */
  parts(uploadId: string): PartRecord[] {
    const entries = this.#uploads.get(uploadId)?.log.values() ?? [];
    return [...entries].filter(isPart).sort((left, right) => left.number - right.number);
  }

  begin(record: UploadRecord): void {
    const log = new RecordLog<UploadRecord | PartRecord>(this.#path(record.uploadId));
    log.put(head, record);
    this.#uploads.set(record.uploadId, { record, log });
  }

  /** Records a part and removes an earlier part of that number. */
  putPart(uploadId: string, part: PartRecord): void {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) throw new Error(`There is no upload ${uploadId}.`);
    const previous = this.part(uploadId, part.number);
    upload.log.put(String(part.number), part);
    if (previous !== undefined) this.#files.retire(previous.pieces);
  }

  /** Removes an upload and its bytes, except the pieces that became part of an object. */
  end(uploadId: string, keep: readonly Piece[] = []): void {
    const kept = new Set(keep.map((piece) => piece.file));
    const pieces = this.parts(uploadId).flatMap((part) => part.pieces);
    this.#uploads.get(uploadId)?.log.close();
    this.#uploads.delete(uploadId);
    rmSync(this.#path(uploadId), { force: true });
    this.#files.retire(pieces.filter((piece) => !kept.has(piece.file)));
  }

  pieces(): Piece[] {
    return [...this.#uploads.keys()].flatMap((uploadId) =>
      this.parts(uploadId).flatMap((part) => part.pieces),
    );
  }

  close(): void {
    for (const { log } of this.#uploads.values()) log.close();
  }

  #path(uploadId: string): string {
    return join(this.#folder, `${uploadId}${ending}`);
  }
}

function openUpload(path: string): Upload | undefined {
  const log = new RecordLog<UploadRecord | PartRecord>(path);
  const record = log.get(head);
  if (record !== undefined && !isPart(record)) return { record, log };
  log.close();
  return undefined;
}

function isPart(entry: UploadRecord | PartRecord): entry is PartRecord {
  return 'number' in entry;
}
