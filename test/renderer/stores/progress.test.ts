import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { useProgressStore } from '../../../renderer/stores/progress.ts';
import type { ProgressView } from '../../../shared/ipc/views.ts';
import { inputsOf, openWindow } from '../with-window.ts';

async function openProgress() {
  const opened = await openWindow();
  const progress = useProgressStore();
  opened.list.show(0, 30);
  await flushPromises();
  const view = progress.latest;
  if (view === undefined) throw new Error('There is no snapshot');
  const send = (change: Partial<ProgressView>): void => {
    opened.main.notify.transfers.progress({ ...view, ...change });
  };
  return { ...opened, progress, send };
}

describe('progress', () => {
  it('drops what is not newer', async () => {
    const { progress, send } = await openProgress();
    send({ revision: 5, speed: 50 });
    send({ revision: 4, speed: 40 });
    send({ revision: 5, speed: 51 });
    expect(progress.speed).toBe(50);
    send({ revision: 6, speed: 60 });
    expect(progress.speed).toBe(60);
  });

  it('changes the rows on the screen and no others', async () => {
    const { list, send } = await openProgress();
    const row = list.rowOnLine(1);
    if (row === undefined) throw new Error('The first row is not loaded');
    send({ revision: 9, changed: [{ ...row, bytesShown: 1 }] });
    expect(list.rowOnLine(1)?.bytesShown).toBe(1);
    send({ revision: 8, changed: [{ ...row, bytesShown: 2 }] });
    expect(list.rowOnLine(1)?.bytesShown).toBe(1);
  });

  it('tells main which rows are on the screen', async () => {
    const { main, list } = await openProgress();
    const watched = inputsOf(main, 'transfers.watch').at(-1) as { ids: readonly number[] };
    expect(watched.ids).toContain(list.rowOnLine(1)?.id);
    expect(watched.ids.length).toBeLessThanOrEqual(1000);
  });

  it('loads what is near the screen, never the list', async () => {
    const { main } = await openProgress();
    const pages = inputsOf(main, 'transfers.page') as {
      range: { limit: number; offset: number };
    }[];
    expect(pages.length).toBeLessThan(6);
    expect(Math.max(...pages.map(({ range }) => range.offset + range.limit))).toBeLessThanOrEqual(
      100,
    );
  });
});
