import { describe, expect, it } from 'vitest';
import type { StateFacts } from '../../../main/engine/ports/transfer-store.ts';
import type { TransferEvent } from '../../../shared/transfer-state.ts';
import { accessDenied, identity, newBlob, newFile, part } from '../../main/store/sample-rows.ts';
import { StoreUnderTest } from './store-under-test.ts';
import type { OpenStoreUnderTest } from './store-under-test.ts';

const finish: TransferEvent = { type: 'finish', verified: 'crc64' };
const fail: TransferEvent = { type: 'fail', error: accessDenied };

/** TransferStore: the checkpoint and the states of one run. */
export function describeRunning(open: OpenStoreUnderTest): void {
  const queue = new StoreUnderTest(open);

  const claimOne = async (file = newFile('a')): Promise<number> => {
    const id = await queue.addOne(file);
    await queue.claim();
    return id;
  };

  describe('checkpoints', () => {
    it('stores each step of an upload', async () => {
      const id = await claimOne();
      expect(await queue.store.checkpoint(id)).toBeUndefined();
      const source = identity({ size: 40 });
      await queue.store.intend(id, { partSize: 10, identity: source, at: 5000 });
      const begun = { partSize: 10, identity: source, intendedAt: 5000 };
      expect(await queue.store.checkpoint(id)).toEqual({ ...begun, parts: [], completing: false });
      expect((await queue.row(id)).size).toBe(40);
      await queue.store.saveUploadId(id, 'U1');
      await queue.store.savePart(id, part(2));
      await queue.store.savePart(id, part(1, { crc64Confirmed: false }));
      await queue.store.saveCompleting(id);
      expect(await queue.store.checkpoint(id)).toEqual({
        ...begun,
        uploadId: 'U1',
        parts: [part(1, { crc64Confirmed: false }), part(2)],
        completing: true,
      });
    });

    it('counts the bytes of parts, also of replaced and dropped ones', async () => {
      const id = await claimOne();
      await queue.beginUpload(id, 'U1', [1, 2, 3]);
      expect((await queue.row(id)).bytesSent).toBe(30);
      await queue.store.savePart(id, part(2, { size: 4, etag: '"NEW"' }));
      expect((await queue.row(id)).bytesSent).toBe(24);
      await queue.store.dropParts(id, [1, 9]);
      expect((await queue.row(id)).bytesSent).toBe(14);
      const kept = (await queue.store.checkpoint(id))?.parts;
      expect(kept).toEqual([part(2, { size: 4, etag: '"NEW"' }), part(3)]);
    });

    it('sets the attempts to zero when a part advances', async () => {
      const id = await claimOne();
      await queue.store.apply(id, { type: 'requeue' }, { attempts: 3 });
      await queue.beginUpload(id, 'U1');
      expect((await queue.row(id)).attempts).toBe(3);
      await queue.store.savePart(id, part(1));
      expect((await queue.row(id)).attempts).toBe(0);
    });

    it('rejects a write for which no upload was begun', async () => {
      const id = await claimOne();
      const refused = { record: { code: 'database-failed' } };
      await expect(queue.store.saveUploadId(id, 'U1')).rejects.toMatchObject(refused);
      await expect(queue.store.savePart(id, part(1))).rejects.toMatchObject(refused);
      await expect(queue.store.saveCompleting(id)).rejects.toMatchObject(refused);
      await queue.beginUpload(id, undefined);
      await expect(queue.store.savePart(id, part(1))).rejects.toMatchObject(refused);
    });

    it('replaces a checkpoint by a new intent and aborts the upload of the old one', async () => {
      const id = await claimOne();
      await queue.beginUpload(id, 'U1', [1]);
      await queue.beginUpload(id, undefined);
      expect(await queue.store.checkpoint(id)).toMatchObject({ parts: [] });
      expect((await queue.row(id)).bytesSent).toBe(0);
      expect(await queue.cleanups()).toMatchObject([{ kind: 'abort-upload', uploadId: 'U1' }]);
    });

    it('drops a checkpoint: with the abort, with an orphan search, or with neither', async () => {
      const ids = [];
      for (const name of ['a', 'b', 'c']) ids.push(await claimOne(newFile(name)));
      const [begun = 0, intended = 0, kept = 0] = ids;
      await queue.beginUpload(begun, 'U1', [1]);
      await queue.beginUpload(intended, undefined);
      await queue.beginUpload(kept, 'U3', [1]);
      await queue.store.dropCheckpoint(begun, 'abort-upload');
      await queue.store.dropCheckpoint(intended, 'abort-upload');
      await queue.store.dropCheckpoint(kept, 'keep-upload');
      for (const id of ids) {
        expect(await queue.store.checkpoint(id)).toBeUndefined();
        expect((await queue.row(id)).bytesSent).toBe(0);
      }
      const bucket = 'pictures';
      expect(await queue.cleanups()).toEqual([
        { kind: 'abort-upload', bucket, key: '2024/a', uploadId: 'U1' },
        { kind: 'find-orphan', bucket, key: '2024/b', intendedAt: 5000 },
      ]);
    });

    it('knows an upload while a checkpoint or a clean-up names it', async () => {
      const id = await claimOne();
      await queue.beginUpload(id, 'U1');
      expect(await queue.store.knowsUpload('U1')).toBe(true);
      expect(await queue.store.knowsUpload('U2')).toBe(false);
      await queue.store.dropCheckpoint(id, 'abort-upload');
      expect(await queue.store.knowsUpload('U1')).toBe(true);
      const [cleanup] = await queue.store.dueCleanups(9e12, 1);
      await queue.store.finishCleanup(cleanup?.id ?? 0);
      expect(await queue.store.knowsUpload('U1')).toBe(false);
    });
  });

  describe('apply', () => {
    it('changes the state when the event is allowed, else resolves with false', async () => {
      const id = await claimOne();
      expect(await queue.store.apply(id, { type: 'resume' })).toBe(false);
      expect(await queue.states([id])).toEqual(['uploading']);
      expect(await queue.store.apply(id, { type: 'verify' })).toBe(true);
      expect(await queue.store.apply(id, finish)).toBe(true);
      expect((await queue.row(id)).state).toEqual({ name: 'done', verified: 'crc64' });
      expect(await queue.store.apply(id, fail)).toBe(false);
      expect(await queue.store.apply(id + 1000, fail)).toBe(false);
    });

    it('stores the facts of a wait and of a failure', async () => {
      const id = await claimOne();
      const wait = { type: 'wait', why: 'retry', until: 7000, error: accessDenied } as const;
      await queue.store.apply(id, wait, { attempts: 2 });
      const { type: _type, ...facts } = wait;
      expect(await queue.row(id)).toMatchObject({
        state: { name: 'waiting', ...facts },
        attempts: 2,
      });
      await queue.store.apply(id, fail);
      expect((await queue.row(id)).state).toEqual({ name: 'failed', error: accessDenied });
    });

    it('stores key, size and result, and counts a done row as sent', async () => {
      const id = await claimOne();
      const result = { etag: '"E"', requestId: 'R', crc64: '7' };
      const facts: StateFacts = { key: 'renamed', size: 33, result };
      await queue.store.apply(id, finish, facts);
      expect(await queue.row(id)).toMatchObject({ key: 'renamed', size: 33, bytesSent: 33 });
      expect((await queue.store.details(id))?.result).toEqual(result);
    });

    it.each([
      ['finish', finish, undefined, 'dropped', []],
      ['cancel', { type: 'cancel' }, undefined, 'dropped', ['abort-upload']],
      ['skip', { type: 'skip', reason: 'exists' }, undefined, 'dropped', ['abort-upload']],
      ['fail', fail, undefined, 'kept', []],
      ['pause', { type: 'pause' }, undefined, 'kept', []],
      ['wait', { type: 'wait', why: 'offline' }, undefined, 'kept', []],
      ['requeue', { type: 'requeue' }, undefined, 'kept', []],
      ['another key', { type: 'requeue' }, { key: 'x' }, 'dropped', ['abort-upload']],
      ['fail and abort', fail, { dropCheckpoint: 'abort-upload' }, 'dropped', ['abort-upload']],
      ['fail and drop', fail, { dropCheckpoint: 'keep-upload' }, 'dropped', []],
    ] as const)('%s: the checkpoint is handled', async (_name, event, facts, fate, cleanups) => {
      const id = await claimOne();
      await queue.beginUpload(id, 'U1', [1]);
      await queue.store.apply(id, event, facts);
      const checkpoint = await queue.store.checkpoint(id);
      expect(checkpoint === undefined ? 'dropped' : 'kept').toBe(fate);
      expect(await queue.cleanups()).toMatchObject(
        cleanups.map((kind) => ({ kind, key: '2024/a', uploadId: 'U1' })),
      );
      const { bytesSent, size } = await queue.row(id);
      expect(bytesSent).toBe(event.type === 'finish' ? size : fate === 'kept' ? 10 : 0);
    });

    it.each([
      ['finish', finish, true],
      ['skip', { type: 'skip', reason: 'exists' }, true],
      ['cancel', { type: 'cancel' }, true],
      ['fail', fail, false],
      ['wait', { type: 'wait', why: 'offline' }, false],
    ] as const)('%s: the spool file of a blob is handled', async (_name, event, removed) => {
      const id = await claimOne(newBlob('a'));
      await queue.store.apply(id, event);
      const expected = removed ? [{ kind: 'remove-spool', path: '/spool/a' }] : [];
      expect(await queue.cleanups()).toEqual(expected);
    });

    it('leaves at most one attempt after a retry', async () => {
      const id = await claimOne();
      await queue.store.apply(id, fail, { attempts: 9 });
      await queue.store.apply(id, { type: 'retry' });
      expect(await queue.row(id)).toMatchObject({ state: { name: 'queued' }, attempts: 1 });
    });
  });

  it('keeps the last 50 failed attempts', async () => {
    const id = await claimOne();
    for (let at = 1; at <= 52; at += 1)
      await queue.store.addAttempt(id, { at, error: accessDenied });
    const made = (await queue.store.details(id))?.attemptsMade;
    expect(made).toHaveLength(50);
    expect(made?.[0]).toEqual({ at: 3, error: accessDenied });
    expect(made?.at(-1)?.at).toBe(52);
  });

  describe('damaged objects', () => {
    const damagedEtag = async (id: number): Promise<string | undefined> => {
      await queue.store.recover();
      return (await queue.claim(1, { scope: { ids: [id] } }))[0]?.damagedEtag;
    };

    it('are known to all rows of the object until the ETag is removed', async () => {
      const first = await queue.addOne(newFile('a'));
      const source = { kind: 'file', path: '/other' } as const;
      const second = await queue.addOne(newFile('a', { source }));
      await queue.store.saveDamagedObject(first, '"D1"');
      expect(await damagedEtag(second)).toBe('"D1"');
      await queue.store.saveDamagedObject(second, '"D2"');
      expect(await damagedEtag(first)).toBe('"D2"');
      await queue.store.saveDamagedObject(first, undefined);
      expect(await damagedEtag(first)).toBeUndefined();
    });

    it('are forgotten when a row of the object is done', async () => {
      const first = await queue.addOne(newFile('a'));
      await queue.store.saveDamagedObject(first, '"D1"');
      await queue.claim();
      await queue.store.apply(first, finish);
      const again = await queue.addOne(newFile('a'));
      expect(await damagedEtag(again)).toBeUndefined();
    });
  });
}
