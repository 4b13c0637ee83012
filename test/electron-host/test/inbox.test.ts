import { afterAll, expect, it, vi } from 'vitest';
import { ipcMain } from '../api/window/ipc-main.ts';
import { receiveFromPage } from '../contents/inbox.ts';
import type { HostWebContents } from '../contents/web-contents.ts';
import type { MessageToPage } from '../page/host-port.ts';
import { toWire } from '../wire/wire.ts';

// What failed is said there, too.
const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
afterAll(() => {
  stderr.mockRestore();
});

ipcMain.handle('fails', () => {
  throw new RangeError('disk full');
});
ipcMain.handle('uncloneable', () => () => 1);

it.each([
  ['fails', 'RangeError: disk full'],
  ['uncloneable', 'Error: An object could not be cloned.'],
  ['missing', "Error: No handler registered for 'missing'"],
])('answers the call %s with the error, as Electron words it', async (channel, error) => {
  const answers: MessageToPage[] = [];
  const call = { kind: 'invoke', id: 7, channel, values: toWire([]) } as const;
  await receiveFromPage({ mainFrame: null } as unknown as HostWebContents, call, (answer) =>
    answers.push(answer),
  );
  expect(answers).toEqual([{ kind: 'failure', id: 7, error }]);
});
