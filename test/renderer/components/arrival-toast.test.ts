import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { UploadLine } from '../../../shared/ipc/picture.ts';
import ArrivalToast from '../../../renderer/components/toasts/ArrivalToast.vue';
import { shownFor, useArrivalsStore } from '../../../renderer/stores/uploads/arrivals.ts';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import { filesBy, uploadLine } from '../fake-uploads.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const photos = uploadLine(90, {
  ...{ name: 'portrait-selects', endedAt: 1, thumbnails: [1, 2, 3, 4, 5] },
  files: filesBy({ done: 12, skipped: 2 }),
});
const report = uploadLine(91, {
  name: 'report.pdf',
  endedAt: 2,
  single: 7,
  files: filesBy({ done: 1 }),
});

async function openToast() {
  const { main, pinia } = await openWindow({ picture: { arrived: [] } });
  const shown = show(pinia, ArrivalToast);
  const arrive = async (...arrived: readonly UploadLine[]): Promise<void> => {
    main.push({ arrived });
    await nextTick();
  };
  const title = () => (shown.find('h2').exists() ? shown.find('h2').text() : undefined);
  return { main, shown, arrive, title };
}

describe('an upload that arrived', () => {
  it('is shown with thumbnails, its links, and what was the same', async () => {
    const { main, shown, arrive, title } = await openToast();
    await arrive(photos);
    expect(title()).toBe('12 files arrived');
    expect(shown.findAll('img').map((one) => one.attributes('src'))).toEqual(
      [1, 2, 3, 4, 5].map((id) => `/picture/${id}`),
    );
    expect(shown.find('.more').text()).toBe('+7');
    expect(shown.text()).toContain('2 skipped: they are the same');
    expect(document.activeElement).toBe(document.body);
    await shown.find('.split button').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'transfers.copyLinks')).toEqual([{ selection: { batchIds: [90] } }]);
  });

  it('is shown in its bucket on request', async () => {
    const { shown, arrive } = await openToast();
    const place = { accountId: 'studio', bucket: 'media-prod', prefix: '2026/' };
    await arrive({ ...photos, ...place, destinationId: 'one' });
    const button = shown.findAll('button').find((one) => one.text() === 'Show in bucket');
    await button?.trigger('click');
    const navigation = useNavigationStore();
    expect([navigation.openedPlace, navigation.placeHalf]).toEqual(['one', 'bucket']);
  });

  it('says apart which files of an upload made again are no longer there', async () => {
    const { shown, arrive } = await openToast();
    const skips = [
      { reason: 'gone', files: 4 },
      { reason: 'identical', files: 1 },
    ] as const;
    await arrive({ ...photos, files: filesBy({ done: 3, skipped: 5 }), skips });
    expect(shown.text()).toContain('1 skipped: it is the same · 4 no longer there');
    expect(shown.text()).toContain('Copy 4 links');
  });

  it('calls skipped files the same only when they are', async () => {
    const { shown, arrive } = await openToast();
    const skips = [
      { reason: 'identical', files: 1 },
      { reason: 'exists', files: 1 },
    ] as const;
    await arrive({ ...photos, skips });
    expect(shown.text()).toContain('2 skipped');
    expect(shown.text()).not.toContain('the same');
  });

  it('is shown for a minute, and no second time', async () => {
    const { arrive, title } = await openToast();
    await arrive(photos);
    await vi.advanceTimersByTimeAsync(shownFor - 1);
    expect(title()).toBe('12 files arrived');
    await vi.advanceTimersByTimeAsync(1);
    expect(title()).toBeUndefined();
    await arrive({ ...photos });
    expect(title()).toBeUndefined();
    await arrive({ ...photos, endedAt: 3 });
    expect(title()).toBe('12 files arrived');
  });

  it('stays under the pointer and the focus', async () => {
    const { shown, arrive, title } = await openToast();
    await arrive(photos);
    await shown.find('.arrival').trigger('focusin');
    await vi.advanceTimersByTimeAsync(2 * shownFor);
    expect(title()).toBe('12 files arrived');
    await shown.find('.arrival').trigger('focusout');
    await vi.advanceTimersByTimeAsync(2000);
    expect(title()).toBeUndefined();
  });

  it('is one of several from the second on', async () => {
    const { shown, arrive, title } = await openToast();
    await arrive(photos);
    await arrive(report, photos);
    expect(title()).toBe('2 uploads arrived');
    expect(shown.findAll('.names .name').map((one) => one.text())).toEqual([
      'report.pdf',
      'portrait-selects',
    ]);
    await shown.find('[aria-label=Close]').trigger('click');
    expect(title()).toBeUndefined();
  });

  it('shows a file without a picture by its icon', async () => {
    const { shown, arrive } = await openToast();
    await arrive(photos);
    await shown.find('img').trigger('error');
    expect(shown.findAll('img')).toHaveLength(4);
    expect(useArrivalsStore().uploads).toHaveLength(1);
  });
});
