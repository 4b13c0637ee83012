import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { nextTick, reactive } from 'vue';
import OpenedBanner from '../../../renderer/components/opened/OpenedBanner.vue';
import OpenedHeader from '../../../renderer/components/opened/OpenedHeader.vue';
import OpenedSlots from '../../../renderer/components/opened/OpenedSlots.vue';
import type { OpenedUpload, UploadLine } from '../../../shared/ipc/picture.ts';
import { filesBy, uploadLine } from '../fake-uploads.ts';
import { openWindow, show } from '../with-window.ts';

const say: UploadLine['say'] = { cause: 'source-changed', files: 2 };
const files = filesBy({ queued: 9 });
const counts = { all: 9, moving: 0, waiting: 9, failed: 0, skipped: 0, done: 0 };
const slot = { name: 'a.mov', size: 9, bytes: 3, speed: 1, phase: 'uploading' } as const;

async function openHeader(upload: UploadLine) {
  const { pinia } = await openWindow();
  const props = reactive<{ upload: UploadLine }>({ upload });
  const header = show(pinia, OpenedHeader, props);
  const change = async (line: UploadLine) => {
    props.upload = line;
    await nextTick();
  };
  return { header, change };
}

async function openSlots(opened: OpenedUpload) {
  const { pinia } = await openWindow();
  const props = reactive<{ opened: OpenedUpload }>({ opened });
  const slots = show(pinia, OpenedSlots, props);
  const change = async (next: OpenedUpload) => {
    props.opened = next;
    await nextTick();
  };
  return { change, rows: () => slots.findAll('.slot').map((row) => row.text()) };
}

describe('the space that an opened upload reserves', () => {
  it('is there before its sentence and after it, and shows notices first', async () => {
    const { main, pinia } = await openWindow();
    const props = reactive({ upload: uploadLine(7, { files, state: 'waiting' }) });
    const row = show(pinia, OpenedBanner, props);
    const change = async (line: UploadLine) => {
      props.upload = line;
      await nextTick();
    };
    expect(row.get('.banner-bar').text()).toBe('');
    await change(uploadLine(7, { files, state: 'waiting', say }));
    expect(row.get('.banner-bar').text()).toContain('2 files changed on disk');
    main.push({ diskFull: true });
    await flushPromises();
    expect(row.get('.banner-bar').text()).toContain('The disk that holds the queue is full.');
    expect(row.get('.banner-bar').text()).toContain('1 more');
    main.push({ diskFull: false });
    await change(uploadLine(7, { state: 'done', endedAt: 1 }));
    await flushPromises();
    expect(row.get('.banner-bar').text()).toBe('');
  });

  it('is there before the first link, so that Pause stays under the pointer', async () => {
    const { header, change } = await openHeader(uploadLine(7, { files: filesBy({ queued: 2 }) }));
    const links = () => header.find('.split');
    expect(links().classes()).toContain('invisible');
    await change(uploadLine(7, { files: filesBy({ queued: 1, done: 1 }) }));
    expect(links().classes()).not.toContain('invisible');
  });

  it('is there before the first file moves, and keeps the places of its lines', async () => {
    const line = uploadLine(7, { files, state: 'waiting' });
    const small = { files: 0, filesPerSecond: 0, speed: 0 };
    const waiting = { line, counts, slots: [null, null, null], small };
    const { change, rows } = await openSlots(waiting);
    expect(rows()).toEqual(['', '', '', '']);
    const two = { ...small, files: 2, filesPerSecond: 4 };
    await change({ ...waiting, counts: { ...counts, moving: 2 }, small: two, smallFirst: true });
    expect(rows()).toEqual([expect.stringContaining('2 small files'), '', '', '']);
    const slots = [{ ...slot, id: 1 }, null, null];
    await change({ ...waiting, slots, small: two });
    expect(rows()).toEqual(['a.mov9 B33 %1 B/s', '', '', expect.stringContaining('2 small files')]);
    await change({ ...waiting, line: { ...line, state: 'done', endedAt: 1 } });
    expect(rows()).toEqual(['', '', '', '']);
    const ended = await openSlots({ ...waiting, line: { ...line, state: 'done', endedAt: 1 } });
    expect(ended.rows()).toEqual([]);
  });
});
