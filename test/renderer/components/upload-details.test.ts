import { describe, expect, it } from 'vitest';
import { flushPromises } from '@vue/test-utils';
import { nextTick } from 'vue';
import OpenedHeader from '../../../renderer/components/opened/OpenedHeader.vue';
import SelectionDetails from '../../../renderer/components/details/SelectionDetails.vue';
import UploadDetails from '../../../renderer/components/details/UploadDetails.vue';
import { useSelectionStore } from '../../../renderer/stores/uploads/selection.ts';
import { filesBy, uploadLine } from '../fake-uploads.ts';
import { openWindow, show } from '../with-window.ts';

describe('the links of an upload', () => {
  it('are those of what arrived and of what was there before, in every place alike', async () => {
    const { pinia } = await openWindow();
    const linksIn = (files: Parameters<typeof filesBy>[0]) =>
      [UploadDetails, OpenedHeader].map((component) => {
        const upload = uploadLine(7, { files: filesBy(files), endedAt: 1 });
        const buttons = show(pinia, component, { upload }).findAll('button');
        return buttons.map((one) => one.text()).find((text) => text.startsWith('Copy '));
      });
    expect(linksIn({ done: 3, skipped: 2 })).toEqual(['Copy 5 links', 'Copy 5 links']);
    expect(linksIn({ skipped: 2 })).toEqual(['Copy 2 links', 'Copy 2 links']);
    expect(linksIn({ failed: 2 })).toEqual([undefined, undefined]);
  });
});

describe('the skipped files of an upload', () => {
  it('are counted by reason', async () => {
    const { pinia } = await openWindow();
    const skips = [
      { reason: 'exists', files: 1200 },
      { reason: 'not-newer', files: 3 },
    ] as const;
    const upload = uploadLine(7, { files: filesBy({ done: 1, skipped: 1203 }), skips });
    const text = show(pinia, UploadDetails, { upload }).text();
    expect(text).toContain('1,203 skipped');
    expect(text).toContain('exists already: 1,200 · is not newer: 3');
  });

  it('are counted by reason in a selection, in the same words', async () => {
    const { pinia } = await openWindow();
    const shown = show(pinia, SelectionDetails);
    useSelectionStore().selectAll();
    await flushPromises();
    expect(shown.text()).toContain('12 skipped');
    expect(shown.text()).toContain('is identical: 9 · exists already: 3');
    expect(shown.text()).toContain('2 failed');
  });
});

describe('the connections of an upload', () => {
  it('are shown with their limit while the upload moves', async () => {
    const { main, pinia } = await openWindow();
    const factsOf = async (state: 'uploading' | 'paused') => {
      const shown = show(pinia, UploadDetails, { upload: uploadLine(7, { state }) });
      await nextTick();
      return shown.text();
    };
    expect(await factsOf('uploading')).not.toContain('Connections');
    main.push({ connections: { count: 1 } });
    expect(await factsOf('uploading')).toContain('1 connection for all uploads.');
    const limits = [
      ['setting', 'Limited by your settings.'],
      ['oss', 'Limited by OSS'],
      ['line', 'Limited by the network or this computer'],
      ['disk', 'Limited by the disk that the files are on'],
    ] as const;
    for (const [limitedBy, words] of limits) {
      main.push({ connections: { count: 12, limitedBy } });
      expect(await factsOf('uploading')).toContain('12 connections for all uploads.');
      expect(await factsOf('uploading')).toContain(words);
      expect(await factsOf('paused')).not.toContain('Connections');
    }
  });
});
