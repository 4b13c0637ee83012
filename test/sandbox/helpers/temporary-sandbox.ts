import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server.ts';

/** A folder that is gone when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A sandbox of one test's own; it must not fail inside, or the test does. */
export async function startForTest(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const failures: unknown[] = [];
  const sandbox = await startSandbox({
    dataDirectory: temporaryFolder(),
    onFailure: (error) => failures.push(error),
    ...options,
  });
  onTestFinished(async () => {
    await sandbox.close();
    if (failures.length > 0) throw failures[0];
  });
  return sandbox;
}

/** One sandbox for all tests of a file, on other keys each. */
export function useSandbox(options: Partial<SandboxOptions> = {}): () => Sandbox {
  const failures: unknown[] = [];
  let folder = '';
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    sandbox = await startSandbox({
      dataDirectory: folder,
      onFailure: (error) => failures.push(error),
      ...options,
    });
  });
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
    if (failures.length > 0) throw failures[0];
  });
  return () => {
    if (sandbox === undefined) throw new Error('The sandbox has not started.');
    return sandbox;
  };
}
