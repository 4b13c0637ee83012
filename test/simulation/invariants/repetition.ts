import type { Row } from '../queue/queue-state.ts';
import type { StoredObject } from '../server/oss-model.ts';
import type { Witness } from '../witness.ts';
import { nameOf, rowOf, type Scene } from './scene.ts';

/**
 * 2. No finished part of a living upload is sent twice, also after a restart, and no whole file whose
 *    object stands.
 * 3. Ferry takes no object of its own for another program's, which would double or lose a transfer.
 */
export function repetitionInvariants(scene: Scene): Partial<Witness> {
  const { world, model, tree, queue } = scene;
  /** Parts that are on disk and confirmed to the engine. */
  const acknowledged = new Set<string>();
  /**
   * The object that a row made under a key. An object of another program is another one, also where
   * its bytes are the same: when the row looked, there was none of its own.
   */
  const makers = new Map<string, { readonly rowId: number; readonly object: StoredObject }>();
  const putsOnTheWay = new Map<string, number>();
  /**
   * Objects that the engine wanted to see before it began an upload, and was not permitted to, or
   * saw without a CRC-64: nothing tells then whether they are the file (ADR 9). An upload that was
   * begun so is begun anew when it vanishes.
   */
  const unseen = new Set<string>();

  const forgetRow = (rowId: number): void => {
    for (const [name, maker] of makers) if (maker.rowId === rowId) makers.delete(name);
  };
  const made = (place: { readonly bucket: string; readonly key: string }, row?: Row): void => {
    const object = model.object(place);
    if (row === undefined || object === undefined) makers.delete(nameOf(place));
    else makers.set(nameOf(place), { rowId: row.id, object });
  };
  /** Whether the object under the row's key is what the row itself sent, of the file as it is. */
  const isOwn = (row: Row): boolean => {
    const maker = makers.get(nameOf(row));
    const object = model.object(row);
    const entry = tree.get(row.source.path);
    if (maker?.rowId !== row.id || maker.object !== object || entry?.kind !== 'file') return false;
    const { file } = entry;
    return object.crc64 === file.crc64(0, file.size);
  };

  return {
    booted: () => {
      putsOnTheWay.clear();
    },

    answered: (what, row) => {
      const { uploadId, parts = [] } = row.checkpoint ?? {};
      if (!what.startsWith('savePart') || uploadId === undefined) return;
      for (const { number, etag } of parts) acknowledged.add(`${uploadId} ${number} ${etag}`);
    },
    partsDropped: ({ checkpoint }, numbers) => {
      for (const { number, etag } of checkpoint?.parts ?? []) {
        if (!numbers.includes(number)) continue;
        acknowledged.delete(`${checkpoint?.uploadId ?? ''} ${number} ${etag}`);
      }
    },

    partBegins: (_target, uploadId, number) => {
      const row = rowOf(scene, uploadId);
      if (row === undefined) world.violate(2, `${uploadId} is sent to, and is not on disk`);
      const there = model.uploads.get(uploadId)?.parts.get(number);
      if (there === undefined) return;
      const recorded = row?.checkpoint?.parts.find((part) => part.number === number);
      const known = acknowledged.has(`${uploadId} ${number} ${there.etag}`);
      if (known || (recorded?.etag === there.etag && recorded.size === there.size)) {
        world.violate(2, `part ${number} of ${uploadId} is sent again, and both sides have it`);
      }
    },

    putBegins: (target) => {
      const name = `${target.accountId}/${nameOf(target)}`;
      putsOnTheWay.set(name, (putsOnTheWay.get(name) ?? 0) + 1);
      if (putsOnTheWay.get(name) !== 1) {
        world.violate(3, `${target.key} is sent twice at the same time`);
      }
    },
    putEnds: (target) => {
      putsOnTheWay.delete(`${target.accountId}/${nameOf(target)}`);
    },

    refused: (call, target, { code }) => {
      if (call === 'head' && code === 'access-denied') unseen.add(nameOf(target));
    },
    headAnswers: (target, { crc64 }) => {
      if (crc64 === undefined) unseen.add(nameOf(target));
      else unseen.delete(nameOf(target));
    },

    initiateBegins: ({ accountId, bucket, key }) => {
      if (unseen.has(nameOf({ bucket, key }))) return;
      for (const row of queue().rows.values()) {
        if (row.state.name !== 'uploading' && row.state.name !== 'verifying') continue;
        if (row.accountId !== accountId || row.bucket !== bucket || row.key !== key) continue;
        if (isOwn(row)) world.violate(2, `${key} is sent again, and its object stands`);
      }
    },

    putStored: (target) => {
      const rows = [...queue().rows.values()].filter((row) => {
        if (row.state.name !== 'uploading' || row.accountId !== target.accountId) return false;
        return row.bucket === target.bucket && row.key === target.key;
      });
      made(target, rows[0]);
    },
    completed: (target, uploadId) => {
      made(target, rowOf(scene, uploadId));
    },

    rowMoved: (before, after) => {
      const { state } = after;
      const renamed = before.key !== after.key && after.attempts === 0;
      const refused =
        (state.name === 'skipped' && state.reason === 'exists') ||
        (state.name === 'failed' && state.error.code === 'object-exists') ||
        (state.name === 'failed' && state.error.code === 'not-comparable') ||
        (state.name === 'queued' && before.state.name === 'uploading' && renamed);
      if (refused && isOwn(before)) {
        world.violate(3, `row ${after.id} takes its own object for another program's`);
      }
      // What a person does about a failure begins anew.
      if (state.name !== 'failed' && state.name !== 'done') return;
      forgetRow(after.id);
      unseen.delete(nameOf(after));
    },
  };
}
