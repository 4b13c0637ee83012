import { describe, expect, it } from 'vitest';
import OpenedHeader from '../../../renderer/components/opened/OpenedHeader.vue';
import UploadDetails from '../../../renderer/components/details/UploadDetails.vue';
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
