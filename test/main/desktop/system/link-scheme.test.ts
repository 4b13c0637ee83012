import { expect, it, vi } from 'vitest';
import { claimLinks } from '../../../../main/desktop/system/link-scheme.ts';

it.each([
  ['win32', true, [['ferry']]],
  ['darwin', true, [['ferry']]],
  ['linux', true, []],
  ['win32', false, []],
  ['darwin', false, []],
  ['linux', false, []],
] as const)('on %s, packed: %s, it claims %j', (platform, isPackaged, claimed) => {
  const setAsDefaultProtocolClient = vi.fn(() => true);
  claimLinks({ isPackaged, setAsDefaultProtocolClient }, platform);
  expect(setAsDefaultProtocolClient.mock.calls).toEqual(claimed);
});
