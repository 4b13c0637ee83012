import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import PartsSection from '../../../renderer/components/details/PartsSection.vue';
import { useDetailsStore } from '../../../renderer/stores/details.ts';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import { useProgressStore } from '../../../renderer/stores/progress.ts';
import { useSelectionStore } from '../../../renderer/stores/selection.ts';
import type { TransferLine } from '../../../shared/ipc/views.ts';
import { openWindow, show } from '../with-window.ts';

/** The details of the first row that uploads. */
async function openDetails() {
  const opened = await openWindow();
  const details = useDetailsStore();
  opened.list.show(0, 30);
  await flushPromises();
  const snapshot = useProgressStore().latest;
  const line = Array.from({ length: 30 }, (_, index) => index).find(
    (index) => opened.list.rowOnLine(index)?.state.name === 'uploading',
  );
  const row = line === undefined ? undefined : opened.list.rowOnLine(line);
  if (line === undefined || row === undefined || snapshot === undefined) {
    throw new Error('Nothing uploads');
  }
  await useSelectionStore().select(line);
  useNavigationStore().detailsOpen = true;
  await flushPromises();
  let { revision } = snapshot;
  const send = async (change: Partial<TransferLine>): Promise<void> => {
    revision += 1;
    opened.main.notify.transfers.progress({
      ...snapshot,
      revision,
      changed: [{ ...row, ...change }],
    });
    await flushPromises();
  };
  return { ...opened, details, send };
}

describe('details of a transfer', () => {
  // They are read again when time has passed; here it stands still.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('show which parts are on the way, until it does not run any more', async () => {
    const { details, pinia, send } = await openDetails();
    await send({
      partsMoving: [
        [7, 1000],
        [9, 20],
      ],
    });
    expect(details.details?.partsMoving).toHaveLength(2);
    const section = show(pinia, PartsSection, { details: details.details, samples: [] });
    expect(section.text()).toContain('2 on the way');
    await send({ state: { name: 'paused' } });
    expect(details.details?.partsMoving).toEqual([]);
    const after = show(pinia, PartsSection, { details: details.details, samples: [] });
    expect(after.text()).not.toContain('on the way');
  });
});
