import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openVirtualDisplay } from '../../scripts/virtual-display.ts';

function serverThat(does: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ferry-display-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'server');
  writeFileSync(file, `#!/bin/sh\n${does}\n`, { mode: 0o755 });
  return file;
}

// A script stands for the X server.
describe.runIf(process.platform === 'linux')('openVirtualDisplay', () => {
  it('has the number that the server chose, and ends it', async () => {
    const display = await openVirtualDisplay(serverThat('echo $$ >&3; exec sleep 600'));
    const pid = display?.name.slice(1) ?? '';
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    await display?.close();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('has none where the server is missing or ends at once', async () => {
    expect(await openVirtualDisplay('/nowhere/Xvfb')).toBeUndefined();
    expect(await openVirtualDisplay(serverThat('exit 1'))).toBeUndefined();
  });
});
