import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareKeys } from '../rules/key-rules.ts';
import type { PieceFiles } from './piece-files.ts';
import { listFolder, readRecord, readRecords, removeRecord, writeRecord } from './record-files.ts';
import type { PartRecord, Piece, UploadRecord } from './records.ts';

interface Upload {
  readonly record: UploadRecord;
  readonly parts: Map<number, PartRecord>;
}

/** The multipart uploads in progress of one bucket: a folder each, with a record per part. */
export class Uploads {
  readonly #folder: string;
  readonly #files: PieceFiles;
  readonly #uploads = new Map<string, Upload>();

  constructor(folder: string, files: PieceFiles) {
    this.#folder = folder;
    this.#files = files;
    for (const uploadId of listFolder(folder)) {
      const record = readRecord(this.#recordPath(uploadId)) as UploadRecord | undefined;
      if (record === undefined) {
        rmSync(join(folder, uploadId), { recursive: true, force: true });
        continue;
      }
      const parts = readRecords(join(folder, uploadId, 'parts')) as PartRecord[];
      this.#uploads.set(uploadId, {
        record,
        parts: new Map(parts.map((part) => [part.number, part])),
      });
    }
  }

  get isEmpty(): boolean {
    return this.#uploads.size === 0;
  }

  /** The upload of that id, if it is for that key. */
  find(uploadId: string, key: string): UploadRecord | undefined {
    const record = this.#uploads.get(uploadId)?.record;
    return record?.key === key ? record : undefined;
  }

  /** Every upload in OSS's order: by key, then by id. */
  list(): UploadRecord[] {
    return [...this.#uploads.values()]
      .map(({ record }) => record)
      .sort(
        (left, right) =>
          compareKeys(left.key, right.key) || compareKeys(left.uploadId, right.uploadId),
      );
  }

  part(uploadId: string, number: number): PartRecord | undefined {
    return this.#uploads.get(uploadId)?.parts.get(number);
  }

  /** The parts of an upload by rising number. */
  parts(uploadId: string): PartRecord[] {
    const parts = this.#uploads.get(uploadId)?.parts.values() ?? [];
    return [...parts].sort((left, right) => left.number - right.number);
  }

  begin(record: UploadRecord): void {
    writeRecord(this.#recordPath(record.uploadId), record);
    this.#uploads.set(record.uploadId, { record, parts: new Map() });
  }

  /** Records a part; an earlier one of that number goes. */
  putPart(uploadId: string, part: PartRecord): void {
    const parts = this.#uploads.get(uploadId)?.parts;
    if (parts === undefined) throw new Error(`There is no upload ${uploadId}.`);
    const previous = parts.get(part.number);
    writeRecord(join(this.#folder, uploadId, 'parts', `${part.number}.json`), part);
    parts.set(part.number, part);
    if (previous !== undefined) this.#files.retire(previous.pieces);
  }

  /**
   * Forgets an upload and removes its bytes, but for the pieces that became an object's.
   */
  end(uploadId: string, keep: readonly Piece[] = []): void {
    const kept = new Set(keep.map((piece) => piece.file));
    const pieces = this.parts(uploadId).flatMap((part) => part.pieces);
    removeRecord(this.#recordPath(uploadId));
    this.#uploads.delete(uploadId);
    rmSync(join(this.#folder, uploadId), { recursive: true, force: true });
    this.#files.retire(pieces.filter((piece) => !kept.has(piece.file)));
  }

  pieces(): Piece[] {
    return [...this.#uploads.values()].flatMap(({ parts }) =>
      [...parts.values()].flatMap((part) => part.pieces),
    );
  }

  #recordPath(uploadId: string): string {
    return join(this.#folder, uploadId, 'upload.json');
  }
}
