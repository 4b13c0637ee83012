import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type FoundUpdate,
  startUpdates,
  type UpdateOptions,
  type Updater,
} from '../../../../main/desktop/system/updates.ts';

vi.mock('electron', () => ({}));

const newer: FoundUpdate = { isUpdateAvailable: true, updateInfo: { version: '2.0.0' } };
const same: FoundUpdate = { isUpdateAvailable: false, updateInfo: { version: '1.0.0' } };

let resourcesFolder: string;

beforeEach(() => {
  resourcesFolder = mkdtempSync(join(tmpdir(), 'ferry-updates-'));
  writeFileSync(join(resourcesFolder, 'app-update.yml'), 'provider: generic\n');
});

afterEach(() => {
  rmSync(resourcesFolder, { recursive: true });
});

/** An updater that writes down what is asked of it, and a clock that ticks by hand. */
function scripted(found: FoundUpdate | null) {
  const calls: string[] = [];
  const checkForUpdates = vi.fn(() => {
    calls.push('check');
    return Promise.resolve(found);
  });
  const updater: Updater = {
    autoDownload: true,
    autoInstallOnAppQuit: true,
    logger: null,
    checkForUpdates,
    downloadUpdate: vi.fn(() => {
      calls.push('download');
      return Promise.resolve([]);
    }),
    quitAndInstall: () => calls.push('install'),
    on: vi.fn(),
  };
  const ask = vi.fn((version: string) => {
    calls.push(`ask ${version}`);
    return Promise.resolve(true);
  });
  let tick = (): void => undefined;
  const stopped = vi.fn();
  const onProblem = vi.fn();
  const options: UpdateOptions = {
    resourcesFolder,
    ask,
    onInstall: () => calls.push('prepare'),
    onProblem,
    load: () => Promise.resolve(updater),
    repeat: (action) => {
      tick = action;
      return stopped;
    },
  };
  return { calls, updater, checkForUpdates, ask, options, onProblem, stopped, tick: () => tick() };
}

/** Long enough for every promise that is resolved already. */
async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

it('loads and asks nothing without a feed', async () => {
  rmSync(join(resourcesFolder, 'app-update.yml'));
  const { calls, options, tick } = scripted(newer);
  const load = vi.fn<() => Promise<Updater>>();
  const updates = await startUpdates({ ...options, load });
  updates.setBusy(false);
  tick();
  updates.stop();
  expect([load.mock.calls, calls]).toEqual([[], []]);
});

it('asks, then closes for good and installs', async () => {
  const { calls, updater, options } = scripted(newer);
  (await startUpdates(options)).setBusy(false);
  await vi.waitFor(() => {
    expect(calls).toEqual(['check', 'download', 'ask 2.0.0', 'prepare', 'install']);
  });
  expect([updater.autoDownload, updater.autoInstallOnAppQuit]).toEqual([false, false]);
});

it.each([
  ['nothing newer', same],
  ['a package that cannot update itself', null],
])('downloads nothing for %s', async (_case, found) => {
  const { calls, options } = scripted(found);
  (await startUpdates(options)).setBusy(false);
  await settle();
  expect(calls).toEqual(['check']);
});

it('takes no bandwidth from uploads, and asks the user only after they end', async () => {
  const { calls, options } = scripted(newer);
  const updates = await startUpdates(options);
  await settle();
  expect(calls).toEqual(['check']);
  updates.setBusy(false);
  await vi.waitFor(() => {
    expect(calls.at(-1)).toBe('install');
  });
});

it('asks again when uploads began while the question was open', async () => {
  const { calls, ask, options } = scripted(newer);
  const answer = Promise.withResolvers<boolean>();
  ask.mockReturnValueOnce(answer.promise);
  const updates = await startUpdates(options);
  updates.setBusy(false);
  await vi.waitFor(() => {
    expect(ask).toHaveBeenCalledTimes(1);
  });
  updates.setBusy(true);
  answer.resolve(true);
  await settle();
  expect(calls).not.toContain('install');
  updates.setBusy(false);
  await vi.waitFor(() => {
    expect(calls.slice(-3)).toEqual(['ask 2.0.0', 'prepare', 'install']);
  });
});

it('does not ask a second time about a version that was declined', async () => {
  const { calls, ask, options, tick } = scripted(newer);
  ask.mockResolvedValue(false);
  (await startUpdates(options)).setBusy(false);
  await settle();
  tick();
  await settle();
  expect(calls).toEqual(['check', 'download', 'check']);
  expect(ask).toHaveBeenCalledTimes(1);
});

it('goes on looking after a feed that could not be reached', async () => {
  const { calls, checkForUpdates, options, onProblem, tick } = scripted(newer);
  const offline = new Error('net::ERR_INTERNET_DISCONNECTED');
  checkForUpdates.mockRejectedValueOnce(offline);
  (await startUpdates(options)).setBusy(false);
  await settle();
  expect(onProblem.mock.calls).toEqual([[offline]]);
  tick();
  await vi.waitFor(() => {
    expect(calls.at(-1)).toBe('install');
  });
});

it('asks nothing after it was stopped', async () => {
  const { ask, options, stopped } = scripted(newer);
  const updates = await startUpdates(options);
  await settle();
  updates.stop();
  updates.setBusy(false);
  await settle();
  expect(ask).not.toHaveBeenCalled();
  expect(stopped).toHaveBeenCalledOnce();
});

it('answers a person who asks, and offers a declined version again', async () => {
  const { ask, options } = scripted(newer);
  ask.mockResolvedValue(false);
  const updates = await startUpdates(options);
  updates.setBusy(false);
  await settle();
  expect(await updates.check()).toBe('found');
  await settle();
  expect(ask).toHaveBeenCalledTimes(2);
});

it.each([
  ['newest', same],
  ['not-set-up', null],
] as const)('answers %s', async (answer, found) => {
  expect(await (await startUpdates(scripted(found).options)).check()).toBe(answer);
});

it('answers that it has no feed, and that the feed cannot be reached', async () => {
  const { checkForUpdates, options } = scripted(same);
  const updates = await startUpdates(options);
  checkForUpdates.mockRejectedValueOnce(new Error('net::ERR_INTERNET_DISCONNECTED'));
  expect(await updates.check()).toBe('failed');
  rmSync(join(resourcesFolder, 'app-update.yml'));
  expect(await (await startUpdates(options)).check()).toBe('not-set-up');
});
