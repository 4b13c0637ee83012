import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { watch } from 'vue';
import { useNavigationStore } from '../../../../renderer/stores/navigation.ts';
import { useSelectionStore } from '../../../../renderer/stores/uploads/selection.ts';
import type { Question } from '../../../../shared/ipc/picture-question.ts';
import { inputsOf, openWindow } from '../../with-window.ts';

async function open() {
  const opened = await openWindow();
  const questions = () => inputsOf(opened.main, 'picture.ask') as readonly Question[];
  return { ...opened, questions };
}

describe('what the page looks at', () => {
  it('is asked with its lines and its selection; the picture is kept as it came', async () => {
    const { picture, questions } = await open();
    expect(questions().at(-1)).toMatchObject({ view: { kind: 'uploads' }, first: 0 });
    picture.show(400, 420, 8800);
    await flushPromises();
    expect(questions().at(-1)).toMatchObject({ first: 240, last: 720, anchor: 8800 });
    expect(picture.lineAt(410)).toMatchObject({ kind: 'upload' });
    expect(picture.lineAt(10)).toBeUndefined();
  });

  it('drops a picture of an older view, and one that is not newer', async () => {
    const { main, picture } = await open();
    const old = picture.picture;
    if (old === undefined) throw new Error('There is no picture');
    picture.turnTo({ kind: 'attention' });
    await flushPromises();
    main.notify.picture.shown({ ...old, revision: 99 });
    expect(picture.picture?.list.lines[0]?.kind).toBe('account');
    const now = picture.picture;
    if (now === undefined) throw new Error('There is no picture');
    main.notify.picture.shown({ ...now, speed: 1 });
    expect(picture.picture?.speed).toBe(now.speed);
    main.notify.picture.shown({ ...now, revision: now.revision + 1, speed: 1 });
    expect(picture.picture?.speed).toBe(1);
  });

  it('keeps the object of a line that a new picture leaves as it was, and of no other', async () => {
    const { main, picture } = await open();
    const before = picture.picture?.list.lines ?? [];
    const first = before.find((line) => line.kind === 'upload');
    if (first === undefined) throw new Error('There is no upload');
    main.push();
    expect(picture.picture?.list.lines.map((line, index) => line === before[index])).toEqual(
      before.map(() => true),
    );
    const now = picture.picture;
    if (now === undefined) throw new Error('There is no picture');
    const lines = structuredClone(before).map((line) =>
      line.key === first.key ? { ...first, bytesDone: first.bytesDone + 1 } : line,
    );
    const list = { ...now.list, lines };
    main.notify.picture.shown({ ...now, revision: now.revision + 1, list });
    const changed = picture.picture?.list.lines.filter((line, index) => line !== before[index]);
    expect(changed).toEqual([{ ...first, bytesDone: first.bytesDone + 1 }]);
  });

  it('asks once more after many changes at once, with the last of them', async () => {
    const { picture, questions } = await open();
    const before = questions().length;
    for (let line = 1; line <= 50; line += 1) {
      picture.show(line * 190, line * 190 + 20, undefined);
      await Promise.resolve();
    }
    await flushPromises();
    expect(questions().length - before).toBeLessThan(50);
    expect(picture.lineAt(50 * 190)).toBeDefined();
  });

  it('asks about a change that the last answer causes', async () => {
    const { picture, questions } = await open();
    const stop = watch(
      () => picture.picture,
      () => {
        stop();
        picture.turnTo({ kind: 'attention' });
      },
    );
    picture.show(1000, 1020, undefined);
    await flushPromises();
    expect(questions().at(-1)?.view.kind).toBe('attention');
  });

  it('asks ahead of a scroll and not about each line, and for what is on the screen at rest', async () => {
    const { picture, questions } = await open();
    picture.show(1000, 1020, undefined);
    await flushPromises();
    const before = questions().length;
    for (let line = 1001; line <= 1400; line += 1) {
      picture.show(line, line + 20, undefined);
      await flushPromises();
      expect(picture.lineAt(line + 20)).toBeDefined();
    }
    expect(questions().length - before).toBeLessThan(5);
    picture.show(1399, 1419, undefined);
    await flushPromises();
    picture.rest();
    await flushPromises();
    expect(questions().at(-1)).toMatchObject({ first: 1399 - 160, last: 1419 + 160 });
  });

  it('is the list as it was left, after going back from an opened upload', async () => {
    const { picture, questions } = await open();
    const navigation = useNavigationStore();
    const selection = useSelectionStore();
    picture.show(300, 320, undefined);
    await flushPromises();
    navigation.scrolled(12_345);
    selection.select(305);
    const { view, selection: selected } = picture;
    navigation.openUpload(9003);
    await flushPromises();
    expect(picture.opened?.line.name).toBe('wedding-raw');
    expect(selection.none).toBe(true);
    navigation.back();
    await flushPromises();
    expect(questions().at(-1)).toMatchObject({ view, selection: selected, first: 140 });
    expect(selection.cursor).toBe(305);
    expect(navigation.takeOffset()).toBe(12_345);
  });
});
