import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, linkSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { MiB } from '../../helpers/quick-settings.ts';
import { becomeOrdinaryUser } from '../../main/transfer/ordinary-user.ts';

const names = Number(process.env['FERRY_NAMES'] ?? 20_000);
const namesInFolder = 1000;
/** Only there to end a hang. */
const timeout = 5 * 60_000 + names * 2;

/** What a folder with that many names holds besides plain files. */
interface Tree {
  readonly closed: number;
  readonly links: number;
}

/** Folders of a thousand names, and in each an unreadable branch and links that lead in circles. */
function growTree(root: string): Tree {
  const folders = Math.ceil(names / namesInFolder);
  for (let folder = 0; folder < folders; folder += 1) {
    const place = path.join(root, `${folder}`);
    mkdirSync(path.join(place, 'closed'), { recursive: true });
    // Names of one and the same file cost a file system far less than files.
    const first = path.join(place, 'first');
    closeSync(openSync(first, 'w'));
    const rest = Math.min(namesInFolder, names - folder * namesInFolder) - 1;
    for (let name = 0; name < rest; name += 1) linkSync(first, path.join(place, `${name}`));
    chmodSync(path.join(place, 'closed'), 0);
    symlinkSync('.', path.join(place, 'circle'));
    symlinkSync('..', path.join(place, 'up'));
  }
  return { closed: folders, links: 2 * folders };
}

it(
  `row 47: a folder of ${names} names is walked while it is sent, and keeps nothing in memory`,
  async () => {
    const ferry = await startFerryUnderTest();
    const { closed, links } = growTree(ferry.source);
    // To root nothing is unreadable.
    if (process.getuid?.() === 0) execFileSync('chown', ['-R', '65534:65534', ferry.folder]);
    becomeOrdinaryUser();
    const held = ferry.sandbox.faults.add({
      when: {},
      times: Infinity,
      fault: { kind: 'hold' },
    });
    const heard: string[] = [];
    void held.nextFired().then(() => heard.push('upload'));
    const before = process.memoryUsage.rss();
    await ferry.add(ferry.source, { scanOptions: { followLinks: true } });
    heard.push('scanned');
    const grown = process.memoryUsage.rss() - before;
    expect(heard).toEqual(['upload', 'scanned']);
    // One bound for any number of names: what is not on the way is in the database only.
    expect(grown).toBeLessThan(256 * MiB);

    const { states } = await ferry.store.counters();
    expect(states.queued.files + states.uploading.files).toBe(names);
    expect(states.failed.files).toBe(closed);
    expect(states.skipped.files).toBe(links);
    expect(await ferry.store.failures()).toMatchObject([
      { code: 'source-unreadable', files: closed },
    ]);

    // A cancel does not touch what was skipped.
    const all = names + closed;
    expect(await ferry.engine.cancel({ all: true })).toBe(all);
    held.remove();
    await ferry.cleanedUp();
    expect((await ferry.store.counters()).states.cancelled.files).toBe(all);
    expect(await ferry.remote.uploads()).toEqual([]);
    execFileSync('chmod', ['-R', 'u+rwX', ferry.source]);
  },
  timeout,
);
