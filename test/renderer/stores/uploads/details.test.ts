import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import PartsSection from '../../../../renderer/components/details/PartsSection.vue';
import { useDetailsStore } from '../../../../renderer/stores/uploads/details.ts';
import { useNavigationStore } from '../../../../renderer/stores/navigation.ts';
import { useSelectionStore } from '../../../../renderer/stores/uploads/selection.ts';
import type { TransferLine } from '../../../../shared/ipc/views.ts';
import { openWindow, show } from '../../with-window.ts';

/** The details of the upload of one file that moves. */
async function openDetails() {
  const opened = await openWindow();
  const details = useDetailsStore();
  useNavigationStore().detailsOpen = true;
  useSelectionStore().select(2);
  await flushPromises();
  const change = async (changed: Partial<TransferLine>): Promise<void> => {
    const [row] = opened.main.rows;
    if (row === undefined) throw new Error('There is no row');
    opened.main.rows[0] = { ...row, ...changed };
    vi.setSystemTime(Date.now() + 1000);
    opened.main.push();
    await flushPromises();
  };
  await change({ state: { name: 'uploading' } });
  return { ...opened, details, change };
}

describe('details of a file', () => {
  // They are read again when time has passed; here it stands still.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('show which parts are on the way, until it does not run any more', async () => {
    const { details, pinia, change } = await openDetails();
    await change({
      state: { name: 'uploading' },
      partsMoving: [
        [7, 1000],
        [9, 20],
      ],
    });
    expect(details.details?.partsMoving).toHaveLength(2);
    const section = show(pinia, PartsSection, { details: details.details, samples: [] });
    expect(section.text()).toContain('2 on the way');
    await change({ state: { name: 'paused' }, partsMoving: [] });
    expect(details.details?.partsMoving).toEqual([]);
    const after = show(pinia, PartsSection, { details: details.details, samples: [] });
    expect(after.text()).not.toContain('on the way');
  });
});
