import { describe, expect, it } from 'vitest';
import { nextTick, reactive } from 'vue';
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
  return { header, change, sentence: () => header.find('.sentence') };
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

describe('the room of an opened upload', () => {
  it('is there before its sentence, and stays after it, until the upload is opened again', async () => {
    const { change, sentence } = await openHeader(uploadLine(7, { files, state: 'waiting' }));
    expect(sentence().text()).toBe('');
    await change(uploadLine(7, { files, state: 'waiting', say }));
    expect(sentence().text()).toContain('2 files changed on disk');
    await change(uploadLine(7, { state: 'done', endedAt: 1 }));
    expect(sentence().text()).toBe('');
    const ended = await openHeader(uploadLine(7, { state: 'done', endedAt: 1 }));
    expect(ended.sentence().exists()).toBe(false);
    const failed = await openHeader(uploadLine(7, { state: 'attention', endedAt: 1, say }));
    expect(failed.sentence().text()).toContain('2 files changed on disk');
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
