import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectDone, requests } from '../../helpers/expect-transfer.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB } from '../../helpers/quick-settings.ts';
import { accountId } from '../../helpers/sandbox-account.ts';
import { noise } from '../../helpers/source-content.ts';

const small = noise(KiB);

describe('names', () => {
  it('row 30: emoji, right-to-left, joiners and control characters arrive as they are', async () => {
    const ferry = await startFerryUnderTest();
    const names = [
      '👩‍👩‍👧 family.txt',
      'שלום\u202egnp.exe',
      'two\nlines\r\ttabs.txt',
      'bell\u0007\u007f\u200b\ufeff',
    ].toSorted(byBytes);
    for (const name of names) ferry.write(name, noise(KiB, name));
    await ferry.add(ferry.source);
    await ferry.cleanedUp();
    expect(await ferry.remote.keys()).toEqual(names.map((name) => `source/${name}`));
    for (const name of names) await expectDone(ferry, `source/${name}`, noise(KiB, name));
  });

  it('row 31: a key that begins with a slash or a backslash is refused, and a better one named', async () => {
    const ferry = await startFerryUnderTest();
    const { bucket } = ferry.sandbox;
    const file = ferry.write('note.txt', small);
    for (const prefix of ['/', '\\', '/a/']) {
      const adding = ferry.add(file, { destination: { accountId, bucket, prefix } });
      await expect(adding).rejects.toMatchObject({ record: { code: 'key-invalid' } });
    }
    await expect(ferry.add(file, { key: '/a/note.txt' })).rejects.toMatchObject({
      record: { code: 'key-invalid', proposedKey: 'a/note.txt' },
    });
    expect(await ferry.rows()).toEqual([]);
    expect(ferry.sandbox.journal.entries).toEqual([]);
  });

  it('row 32: a key of more than 1,023 bytes is refused by its overrun, the others go up', async () => {
    const ferry = await startFerryUnderTest();
    const folder = ['船', '艇', '舟'].map((name) => name.repeat(80)).join('/');
    const fitting = `${folder}/abc`;
    const tooLong = `${folder}/abcd`;
    for (const name of [fitting, tooLong]) ferry.write(name, small);
    const room = 1023 - Buffer.byteLength(`source/${fitting}`);
    const { bucket } = ferry.sandbox;
    const destination = { accountId, bucket, prefix: `${'p'.repeat(room - 1)}/` };
    await ferry.add(ferry.source, { destination });
    await ferry.cleanedUp();
    await expectDone(ferry, `source/${fitting}`, small);
    expect((await ferry.row(`source/${tooLong}`)).state).toMatchObject({
      name: 'failed',
      error: { code: 'key-invalid', detail: expect.stringContaining(' 1 more than ') as string },
    });
    expect(requests(ferry.sandbox, 'PutObject').arrived).toBe(1);
  });

  it('row 32: ".", ".." and empty segments of a key are refused and never taken out', async () => {
    const ferry = await startFerryUnderTest();
    const { bucket } = ferry.sandbox;
    const file = ferry.write('note.txt', small);
    for (const prefix of ['a/../', '../', 'a//', '../../']) {
      const destination = { accountId, bucket, prefix };
      const adding = ferry.add(file, { destination });
      await expect(adding).rejects.toMatchObject({ record: { code: 'key-invalid' } });
    }
    expect(ferry.sandbox.journal.entries).toEqual([]);
  });

  it('row 33: forms of Unicode and of case are different names, and all of them arrive', async () => {
    const ferry = await startFerryUnderTest();
    const names = ['caf\u00e9.txt', 'cafe\u0301.txt', 'Read.me', 'READ.ME'].toSorted(byBytes);
    for (const name of names) ferry.write(name, noise(KiB, name));
    await ferry.add(ferry.source);
    await ferry.cleanedUp();
    expect(await ferry.remote.keys()).toEqual(names.map((name) => `source/${name}`));
    for (const name of names) await expectDone(ferry, `source/${name}`, noise(KiB, name));
  });

  it('row 33: names that become one when they are normalised collide, and nothing is lost', async () => {
    const ferry = await startFerryUnderTest();
    for (const name of ['caf\u00e9.txt', 'cafe\u0301.txt']) ferry.write(name, noise(KiB, name));
    await ferry.add(ferry.source, { scanOptions: { normalizeNames: true } });
    await ferry.cleanedUp();
    const states = (await ferry.rows()).map(({ key, state }) => ({ key, name: state.name }));
    expect(states).toEqual([
      { key: 'source/caf\u00e9.txt', name: 'done' },
      { key: 'source/caf\u00e9.txt', name: 'failed' },
    ]);
    const [, second] = await ferry.rows();
    expect(second?.state).toMatchObject({ error: { code: 'key-collision' } });
    expect(await ferry.engine.changeKey(second?.id ?? 0, 'source/other.txt')).toBe(true);
    await ferry.cleanedUp();
    const contents = await Promise.all(
      (await ferry.rows()).map(({ key }) => ferry.remote.read(key)),
    );
    const wanted = ['cafe\u0301.txt', 'caf\u00e9.txt'].map((name) => noise(KiB, name));
    expect(contents.map((content) => content?.toString('hex'))).toEqual(
      wanted.map((content) => content.toString('hex')),
    );
  });

  it('row 34: a name that is not UTF-8 waits for a key from a person and then arrives', async () => {
    const ferry = await startFerryUnderTest();
    const raw = Buffer.concat([Buffer.from(path.join(ferry.source, 'caf')), Buffer.of(0xe9)]);
    writeFileSync(raw, small);
    ferry.write('plain.txt', small);
    await ferry.add(ferry.source);
    await ferry.cleanedUp();
    await expectDone(ferry, 'source/plain.txt', small);
    const refused = await ferry.row('source/caf%E9');
    expect(refused.state).toMatchObject({
      name: 'failed',
      error: { code: 'name-not-text', proposedKey: 'source/caf%E9' },
    });
    expect(await ferry.engine.changeKey(refused.id, 'source/café')).toBe(true);
    await ferry.cleanedUp();
    await expectDone(ferry, 'source/caf%E9', small);
    expect(await ferry.remote.keys()).toEqual(['source/café', 'source/plain.txt']);
  });
});

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
