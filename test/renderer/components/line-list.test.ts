import { flushPromises } from '@vue/test-utils';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import EmptyList from '../../../renderer/components/list/EmptyList.vue';
import LineList from '../../../renderer/components/list/LineList.vue';
import ListFooter from '../../../renderer/components/list/ListFooter.vue';
import ViewTitle from '../../../renderer/components/list/ViewTitle.vue';
import FileFilters from '../../../renderer/components/opened/FileFilters.vue';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import { usePictureStore } from '../../../renderer/stores/uploads/picture.ts';
import { uploadLine } from '../fake-uploads.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

/** Lines within 2,600 pixels above and below a list without a height. */
const linesAround = 152;

async function openList(options: Parameters<typeof openWindow>[0] = {}) {
  const opened = await openWindow(options);
  const list = show(opened.pinia, LineList, { label: 'Uploads' });
  await flushPromises();
  const row = (name: string) => list.findAll('[role=row]').find((one) => one.text().includes(name));
  return { ...opened, list, row };
}

describe('the list of uploads', () => {
  it('has one line for each upload under date headings, and draws only those near the screen', async () => {
    const { list, row } = await openList();
    const texts = list.findAll('[role=row]').map((one) => one.text());
    expect(texts[0]).toBe('Now');
    expect(texts).toContain('Today');
    expect(texts).toContain('Earlier9,994 uploads');
    expect(texts.length).toBeLessThan(100);
    expect(row('wedding-raw')?.text()).toContain('1,443 of 3,000 files · 12.4 of 34.1 GB');
    expect(row('wedding-raw')?.text()).toContain('Uploading36 %');
    expect(row('portrait-selects')?.text()).toContain('12 files · 96.4 MB · verified');
  });

  it('keeps the element of a line when another comes in above it', async () => {
    const { main, row } = await openList();
    const before = row('wedding-raw')?.element;
    main.push({ newest: [uploadLine(9010, { tall: true, name: 'new', state: 'waiting' })] });
    await flushPromises();
    expect(row('new')).toBeDefined();
    expect(row('wedding-raw')?.element).toBe(before);
  });

  it('opens an upload of several files as a page, and pauses it by its button', async () => {
    const { main, row } = await openList();
    await row('wedding-raw')?.find('[data-act=pause]').trigger('click');
    expect(inputsOf(main, 'transfers.pause')).toEqual([{ batchId: 9003 }]);
    await row('wedding-raw')?.trigger('dblclick');
    await flushPromises();
    expect(inputsOf(main, 'picture.ask').at(-1)).toMatchObject({
      view: { kind: 'upload', batchId: 9003, filter: 'all' },
    });
  });

  it('opens an upload by a double click whose second click the footer would have taken', async () => {
    const { main, pinia, row } = await openList();
    const footer = show(pinia, ListFooter);
    await row('wedding-raw')?.trigger('click', { clientX: 300, clientY: 380 });
    await flushPromises();
    expect(footer.get('.list-footer').classes()).toContain('new');
    const init = { bubbles: true, clientX: 300, clientY: 380 };
    document.body.dispatchEvent(new MouseEvent('dblclick', init));
    await flushPromises();
    expect(inputsOf(main, 'picture.ask').at(-1)).toMatchObject({
      view: { kind: 'upload', batchId: 9003 },
    });
  });

  it('says one sentence for a cause, with one button', async () => {
    const { main, row } = await openList();
    const line = row('黄山 2026');
    expect(line?.text()).toContain('2 files changed on disk while uploading.');
    await line?.find('[data-act=mend]').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'transfers.retry')).toHaveLength(1);
  });

  it('row 78: asks for the lines that a scrolled list shows, however many there are', async () => {
    const { list, main } = await openList();
    const scroller = list.get('#lines');
    (scroller.element as HTMLElement).scrollTop = 42_000;
    await scroller.trigger('scroll');
    await flushPromises();
    expect(inputsOf(main, 'picture.ask').at(-1)).toMatchObject({ view: { kind: 'uploads' } });
    const { first } = inputsOf(main, 'picture.ask').at(-1) as { readonly first: number };
    expect(first).toBeGreaterThan(800);
    // Lines outside the screen are drawn a few in each frame.
    await vi.waitFor(() => {
      expect(list.findAll('.unknown')).toEqual([]);
    });
  });

  it('remembers a scroll of a few pixels for the way back', async () => {
    const { list } = await openList();
    const navigation = useNavigationStore();
    const scroller = list.get('#lines');
    for (const top of [42_000, 42_003]) {
      (scroller.element as HTMLElement).scrollTop = top;
      await scroller.trigger('scroll');
      await flushPromises();
    }
    list.unmount();
    navigation.openUpload(9003);
    navigation.back();
    expect(navigation.takeOffset()).toBe(42_003);
  });
});

describe('an opened upload', () => {
  it('shows its tree, and opens a folder without moving what is above', async () => {
    const { list, row } = await openList();
    useNavigationStore().openUpload(9003);
    await flushPromises();
    expect(list.get('#lines').attributes('role')).toBe('treegrid');
    await row('day-2')?.find('[data-act=fold]').trigger('click');
    await flushPromises();
    const names = list.findAll('.file .name').map((one) => one.text());
    expect(names.slice(0, 4)).toEqual(['day-1', 'day-2', 'cam-a', 'cam-b']);
  });

  it('shows other lines in the elements of those that it scrolled past, and sorts them at rest', async () => {
    const { list } = await openList({ picture: { files: 1_000_000 } });
    useNavigationStore().openUpload(9003);
    await flushPromises();
    const scroller = list.get('#lines');
    const rows = () => list.findAll('[data-line]').map(({ element }) => element as HTMLElement);
    const numbers = () => rows().map(({ dataset }) => Number(dataset['line']));
    const scrollTo = async (top: number) => {
      (scroller.element as HTMLElement).scrollTop = top;
      await scroller.trigger('scroll');
      await flushPromises();
    };
    /** Lines are drawn a few in each frame, and sorted last. */
    const untilSorted = (first: number) =>
      vi.waitFor(
        () => {
          expect(Math.min(...numbers())).toBeGreaterThan(first);
          expect(numbers().length).toBeGreaterThan(linesAround);
          expect(numbers()).toEqual(numbers().toSorted((one, other) => one - other));
        },
        { timeout: 10_000 },
      );
    await scrollTo(40_000);
    await untilSorted(1000);
    const before = new Set(rows());
    await scrollTo(60_000);
    await untilSorted(1500);
    const made = rows().filter((row) => !before.has(row));
    // The two places need not have the same number of lines.
    expect(made.length).toBe(Math.max(0, rows().length - before.size));
    expect(new Set(numbers()).size).toBe(numbers().length);
  });
});

describe('files that entered the filter', () => {
  it('are announced beside the filters, and shown when the user says so', async () => {
    const { main, pinia } = await openList();
    useNavigationStore().openUpload(9003, 'failed');
    await flushPromises();
    const counts = { all: 3, moving: 0, waiting: 0, failed: 3, skipped: 0, done: 0 };
    const filters = show(pinia, FileFilters, { counts });
    expect(filters.find('.held').exists()).toBe(false);
    main.push({ held: 2 });
    await flushPromises();
    expect(filters.get('.held').text()).toBe('Show 2 more files');
    const askedFor = () =>
      (inputsOf(main, 'picture.ask').at(-1) as { view: { entered: number } }).view;
    const before = askedFor();
    vi.setSystemTime(Date.now() + 1000);
    onTestFinished(() => void vi.useRealTimers());
    await filters.get('.held').trigger('click');
    await flushPromises();
    expect(askedFor()).toEqual({ ...before, entered: Date.now() });
    expect(filters.findComponent(FileFilters).emitted('shown')).toHaveLength(1);
  });
});

describe('another filter of an opened upload', () => {
  it('leaves the lines in sight until main answers, and shows none of another upload', async () => {
    const { list, main, picture } = await openList();
    useNavigationStore().openUpload(9003);
    await flushPromises();
    const lines = list.findAll('[role=row]').length;
    expect(lines).toBeGreaterThan(0);
    main.replace('picture.ask', () => new Promise(() => undefined));
    picture.narrowFiles({ filter: 'failed' });
    await flushPromises();
    expect(list.findAll('[role=row]')).toHaveLength(lines);
    picture.turnTo({ kind: 'upload', batchId: 9002, filter: 'all', open: [] });
    await flushPromises();
    expect(list.findAll('[role=row]')).toHaveLength(0);
  });
});

describe('a search in the list of uploads', () => {
  it('offers the uploads that wait for a line, and gives the list the focus', async () => {
    const { main, list } = await openList();
    const store = usePictureStore();
    store.narrowUploads({ search: 'raw' });
    await flushPromises();
    expect(list.find('.list-news').exists()).toBe(false);
    main.push({ held: 2 });
    await flushPromises();
    const before = store.view;
    vi.setSystemTime(Date.now() + 1000);
    onTestFinished(() => void vi.useRealTimers());
    expect(list.get('.list-news button').text()).toBe('Show 2 more uploads');
    await list.get('.list-news button').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'picture.ask').at(-1)).toMatchObject({
      view: { ...before, entered: Date.now() },
    });
    expect(document.activeElement).toBe(list.get('#lines').element);
  });

  it('does not call it empty while files are still searched', async () => {
    const { main, pinia } = await openList();
    const store = usePictureStore();
    store.narrowUploads({ search: 'nowhere' });
    await flushPromises();
    main.push({ searching: true });
    await flushPromises();
    const [empty, title] = [show(pinia, EmptyList), show(pinia, ViewTitle)];
    expect(empty.text()).toContain('Searching for “nowhere”…');
    expect(title.text()).toContain('0 uploads · still searching');
    main.push({ searching: false });
    await flushPromises();
    expect(empty.text()).toContain('No match for “nowhere”');
    expect(title.text()).not.toContain('searching');
  });
});

describe('a list that is longer than the layout of the browser', () => {
  const topOf = (element: Element) => Number.parseFloat((element as HTMLElement).style.top);

  it('row 78: scrolls by the pixels of a wheel, and moves no line that stays in sight', async () => {
    const { list } = await openList({ picture: { files: 1_000_000 } });
    useNavigationStore().openUpload(9003);
    await flushPromises();
    const scroller = list.get('#lines');
    const element = scroller.element as HTMLElement;
    /** The base of the drawn lines, which is the same for all of them, and their tops. */
    async function scrollTo(top: number) {
      element.scrollTop = top;
      await scroller.trigger('scroll');
      await flushPromises();
      // Lines outside the screen are drawn a few in each frame.
      await vi.waitFor(() => {
        expect(list.findAll('[data-line]').length).toBeGreaterThan(70);
      });
      const lines = list.findAll('[data-line]').map(({ element: row }) => {
        const number = Number(row.getAttribute('data-line'));
        return [number, topOf(row)] as const;
      });
      const bases = new Set(lines.map(([number, at]) => number * 34 - at));
      expect(bases.size).toBe(1);
      return { base: [...bases][0] ?? Number.NaN, lines: new Map(lines) };
    }
    const total = Number(scroller.attributes('aria-rowcount'));
    const middle = await scrollTo(7_500_000);
    expect((7_500_000 + middle.base) / (total * 34)).toBeCloseTo(0.5, 2);
    const turned = await scrollTo(7_502_400);
    expect(turned.base).toBe(middle.base);
    const staying = [...turned.lines].filter(([number]) => middle.lines.has(number));
    expect(staying.length).toBeGreaterThan(5);
    expect(staying.filter(([number, at]) => middle.lines.get(number) !== at)).toEqual([]);
    const end = await scrollTo(15_000_000);
    expect(Math.max(...end.lines.keys())).toBe(total - 1);
  });
});

describe('the footer', () => {
  it('says with each button how many files it changes', async () => {
    const { list, pinia, row } = await openList();
    const footer = show(pinia, ListFooter);
    expect(footer.text()).toBe('');
    await row('wedding-raw')?.trigger('click');
    await flushPromises();
    expect(footer.text()).toContain('1 upload selected');
    expect(footer.text()).toContain('Select all 10,005');
    const all = footer.findAll('button').find((one) => one.text() === 'Select all 10,005');
    await all?.trigger('click');
    await flushPromises();
    expect(footer.text()).toContain('All 10,005 uploads selected');
    expect(footer.text()).toContain('Pause 1,555');
    expect(list.findAll('.upload.selected').length).toBeGreaterThan(5);
  });

  it('keeps its buttons in their places while the pointer moves on it', async () => {
    const { main, picture, pinia, row } = await openList();
    const footer = show(pinia, ListFooter);
    await row('wedding-raw')?.trigger('click');
    await flushPromises();
    const buttons = () => footer.findAll('button').map((one) => one.text().split(' ')[0]);
    const before = buttons();
    expect(before).toContain('Pause');
    await footer.get('.list-footer').trigger('pointermove');
    const now = picture.picture;
    if (now === undefined) throw new Error('There is no picture');
    const can = { ...now.selected.can, pause: 0 };
    const selected = { ...now.selected, can };
    main.notify.picture.shown({ ...now, revision: now.revision + 1, selected });
    await flushPromises();
    expect(buttons()).toEqual(before);
    const pause = footer.findAll('button').find((one) => one.text().startsWith('Pause'));
    expect(pause?.attributes('disabled')).toBeDefined();
    await footer.get('.list-footer').trigger('pointerleave');
    expect(buttons()).not.toContain('Pause');
  });
});
