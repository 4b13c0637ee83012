import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostDistribution } from '../choose-electron.ts';
import type { DemoWindow } from './demo-window.ts';
import { demoFolder, launchDemo, patiently, temporaryFolder } from './launch-demo.ts';

declare const window: DemoWindow;

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return parent === undefined ? [] : [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      return [];
    }
  });
}

/** The processes whose command line names this folder, and those that they started. */
function processesOn(folder: string): number[] {
  const all = processes();
  const found = new Set(all.filter(({ command }) => command.includes(folder)));
  // A set that grows is walked to its end.
  for (const { pid } of found) {
    for (const other of all) if (other.parent === pid) found.add(other);
  }
  return [...found].map(({ pid }) => pid);
}

/** Those of them that live; a zombie has no command line. */
function living(pids: readonly number[]): number[] {
  const all = processes().filter(({ command }) => command !== '');
  return pids.filter((pid) => all.some((one) => one.pid === pid));
}

describe('an app that is killed', () => {
  const folder = temporaryFolder();
  const userData = path.join(folder.path, 'user-data');
  const file = path.join(folder.path, 'one.bin');
  writeFileSync(file, 'x');

  afterAll(() => {
    folder.remove();
  });

  it('leaves no process behind and finds its data again', async () => {
    const first = await launchDemo({ userData });
    await first.page.evaluate(async (added) => {
      await window.api.setSecret('s3cret');
      await window.api.add([added]);
      window.api.startPump(60, 10_000);
    }, file);
    const before = processesOn(userData);
    expect(before.length).toBeGreaterThan(3);
    const killed = new Promise((resolve) => {
      first.app.process().once('exit', (_code, signal) => {
        resolve(signal);
      });
    });
    first.app.process().kill('SIGKILL');
    expect(await killed).toBe('SIGKILL');
    await expect.poll(() => living(before), patiently).toEqual([]);
    expect(processesOn(userData)).toEqual([]);

    const second = await launchDemo({ userData });
    const found = await second.page.evaluate(async () => ({
      files: (await window.api.list()).map((entry) => entry.path),
      secret: await window.api.getSecret(),
    }));
    expect(found).toEqual({ files: [file], secret: 's3cret' });
    await second.close();
    expect(processesOn(userData)).toEqual([]);
  });

  it('is started once per user data; a second start hands its arguments over', async () => {
    const demo = await launchDemo({ userData });
    await demo.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.hide();
    });
    const shim = path.join(hostDistribution, 'electron');
    const values = [demoFolder(), `--user-data-dir=${userData}`, 'handed over.txt'];
    const second = spawn(shim, values, { stdio: 'ignore' });
    expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(7);
    await expect
      .poll(() => demo.page.evaluate(() => window.seen.secondInstances), patiently)
      .toEqual([['handed over.txt', { from: 'demo' }]]);
    expect((await demo.record.snapshot()).windows[0]?.isVisible).toBe(true);
    await demo.close();
  });

  it('quits in order when it is asked to by a signal', async () => {
    const demo = await launchDemo({ userData });
    const exited = new Promise((resolve) => demo.app.process().once('exit', resolve));
    demo.app.process().kill('SIGTERM');
    expect(await exited).toBe(0);
    await expect.poll(() => processesOn(userData), patiently).toEqual([]);
  });
});
