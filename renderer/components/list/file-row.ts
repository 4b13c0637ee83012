import type { FileLine, FolderLine } from '../../../shared/ipc/picture.ts';
import { drawnPictureType } from '../../../shared/picture-formats.ts';
import { formatSize } from '../../../shared/text/units.ts';
import { type FileDisplay, fileDisplay, type FileWords } from '../../model/list/file-display.ts';
import { type NameParts, nameParts, widestName } from '../../model/names/name-parts.ts';
import { closeGap } from '../ui/close-gaps.ts';
import { RowPart } from './row-part.ts';

/** A folder or a file of an opened upload, and how its row is drawn. */
export interface FileRowItem {
  readonly line: FolderLine | FileLine;
  readonly number: number;
  /** Pixels from the top of what is scrolled. */
  readonly top: number;
  readonly selected: boolean;
  readonly cursor: boolean;
  /** The same object as long as it has the same values. */
  readonly context: FileRowContext;
}

/** What all rows of a list have in common. */
export interface FileRowContext {
  readonly words: FileWords;
  /** Pixels for the name and its indentation. */
  readonly nameWidth: number;
  /** Thumbnails are switched on. */
  readonly pictures: boolean;
}

/** A part with others inside that never change. */
interface Group<Parts extends readonly RowPart[]> {
  readonly whole: RowPart;
  readonly parts: Parts;
}

/** Pixels for each level of the tree. */
const indent = 18;

/**
 * The row of a folder or a file, which is filled again for each line that it shows: a list that
 * scrolls makes no elements. A component for each row would take most of the time of a frame.
 */
export class FileRow {
  readonly #row = new RowPart('div', { role: 'row' });
  readonly #name = new RowPart('div', { role: 'gridcell' });
  readonly #size = new RowPart('div', { class: 'size', role: 'gridcell' });
  readonly #state = new RowPart('div', { role: 'gridcell' });
  readonly #noFold = new RowPart('span', { class: 'fold' });
  readonly #plain = new RowPart('bdi');
  readonly #mark = new RowPart('i', { 'aria-hidden': 'true' });
  readonly #word = new RowPart('b');
  #kind = kindPart();
  /** Parts that few rows have, made when a row first needs them. */
  #fold: Group<readonly [sign: RowPart]> | undefined;
  #cut: Group<readonly [head: RowPart, tail: RowPart]> | undefined;
  #about: RowPart | undefined;
  #bar: Group<readonly [done: RowPart]> | undefined;
  #note: RowPart | undefined;
  /** What the cut of the name depends on. */
  #fitted = '';
  #picture: string | undefined;
  #tone = '';
  #shown: FileRowItem | undefined;

  constructor() {
    const columns = new RowPart('div', { class: 'columns' });
    columns.hold([this.#name, this.#size, this.#state]);
    this.#row.hold([columns]);
  }

  get element(): HTMLElement {
    return this.#row.element;
  }

  show(item: FileRowItem): void {
    const { line, number, top, selected, cursor, context } = item;
    const before = this.#shown;
    this.#shown = item;
    const isFilled = before?.line === line && before.context === context;
    if (!isFilled) this.#fill(item);
    if (before?.number !== number) {
      this.#row.set('id', `line-${number}`);
      this.#row.set('data-line', String(number));
      this.#row.set('aria-rowindex', String(number + 1));
    }
    if (before?.top !== top) this.#row.style('top', `${top}px`);
    if (isFilled && before.selected === selected && before.cursor === cursor) return;
    this.#row.set('aria-selected', String(selected));
    const classes = [
      `line file ${this.#tone}`,
      ...(selected ? ['selected'] : []),
      ...(cursor ? ['cursor'] : []),
      ...(line.left === true ? ['left'] : []),
    ];
    this.#row.set('class', classes.join(' '));
  }

  #fill({ line, context }: FileRowItem): void {
    const display = fileDisplay(line, context.words);
    this.#tone = display.tone;
    this.#row.set('aria-level', String(line.level + 1));
    this.#row.set('aria-expanded', line.kind === 'folder' ? String(line.open) : undefined);
    this.#fillName(line, display, context);
    this.#size.say(formatSize(display.size));
    this.#fillState(display);
  }

  #fillName(
    line: FolderLine | FileLine,
    { icon, about }: FileDisplay,
    context: FileRowContext,
  ): void {
    const name = nameParts(line.name);
    const indented = line.level * indent;
    // Only a name that may be too long is cut: what clips costs every frame.
    const isCut = about !== '' || widestName(name) > context.nameWidth - indented;
    const isDrawn =
      context.pictures && line.kind === 'file' && drawnPictureType(line.name) !== undefined;
    const picture = isDrawn ? String(line.key) : undefined;
    // A thumbnail goes with the element that it was drawn in.
    if (picture !== this.#picture) this.#kind = kindPart(picture);
    this.#picture = picture;
    this.#kind.set('class', `painted kind i-${icon}-idle`);
    this.#name.set('class', isCut ? 'name-column cut' : 'name-column');
    this.#name.style('padding-inline-start', `${indented}px`);
    this.#name.hold([
      line.kind === 'folder' ? this.#foldPart(line, name, context.words) : this.#noFold,
      this.#kind,
      isCut ? this.#cutPart(name) : this.#plain,
      about === '' ? undefined : this.#aboutPart(about),
    ]);
    if (!isCut) this.#plain.say(name.shown);
    const fitted = isCut ? `${name.shown}/${about}/${context.nameWidth - indented}` : '';
    if (fitted !== this.#fitted && this.#cut !== undefined) closeGap(this.#cut.parts[0].element);
    this.#fitted = fitted;
  }

  #foldPart({ open }: FolderLine, { shown }: NameParts, { t }: FileRowContext['words']): RowPart {
    this.#fold ??= withParts(
      new RowPart('button', {
        ...{ type: 'button', class: 'fold', 'data-act': 'fold', tabindex: '-1' },
      }),
      [new RowPart('i')],
    );
    const { whole, parts } = this.#fold;
    whole.set(
      'aria-label',
      t(open ? 'uploads.closeFolder' : 'uploads.openFolder', { name: shown }),
    );
    parts[0].set('class', `painted small i-${open ? 'down' : 'right'}-idle`);
    return whole;
  }

  #cutPart({ shown, head, tail }: NameParts): RowPart {
    this.#cut ??= withParts(new RowPart('bdi', { class: 'name' }), [
      new RowPart('span', { class: 'head' }),
      new RowPart('span', { class: 'tail' }),
    ]);
    const { whole, parts } = this.#cut;
    whole.set('title', shown);
    parts[0].say(head);
    parts[1].say(tail);
    return whole;
  }

  #aboutPart(about: string): RowPart {
    this.#about ??= new RowPart('span', { class: 'about' });
    this.#about.say(about);
    return this.#about;
  }

  #fillState({ tone, mark, word, share, note }: FileDisplay): void {
    this.#state.set('class', note === '' ? 'state' : 'state noted');
    if (mark !== '') {
      this.#mark.set('class', `painted small i-${mark}-${tone === 'ended' ? 'ok' : tone}`);
    }
    if (word !== '') this.#word.say(word);
    this.#state.hold([
      mark === '' ? undefined : this.#mark,
      word === '' ? undefined : this.#word,
      share === undefined ? undefined : this.#barPart(share),
      note === '' ? undefined : this.#notePart(note),
    ]);
  }

  #barPart(share: number): RowPart {
    this.#bar ??= withParts(new RowPart('span', { class: 'bar', 'aria-hidden': 'true' }), [
      new RowPart('i'),
    ]);
    this.#bar.parts[0].style('width', `${share * 100}%`);
    return this.#bar.whole;
  }

  #notePart(note: string): RowPart {
    this.#note ??= new RowPart('span', { class: 'note' });
    this.#note.say(note);
    return this.#note;
  }
}

function kindPart(picture?: string): RowPart {
  const named = picture === undefined ? {} : { 'data-picture': picture };
  return new RowPart('i', { 'aria-hidden': 'true', ...named });
}

function withParts<const Parts extends readonly RowPart[]>(
  whole: RowPart,
  parts: Parts,
): Group<Parts> {
  whole.hold(parts);
  return { whole, parts };
}
