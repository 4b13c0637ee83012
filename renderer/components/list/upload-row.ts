import type { AccountLine, UploadLine } from '../../../shared/ipc/picture.ts';
import type { useUploadWords } from '../../composables/words/use-upload-words.ts';
import { causeButton } from '../../model/cause.ts';
import { type UploadRowDisplay, uploadRowDisplay } from '../../model/list/upload-row-display.ts';
import type { IconName } from '../../model/names/icons.ts';
import { type NameParts, nameParts, widestName } from '../../model/names/name-parts.ts';
import { closeGap } from '../ui/close-gaps.ts';
import { RowPart } from './row-part.ts';

/** An upload, or an account that needs the user, and how its row is drawn. */
export interface UploadRowItem {
  readonly line: UploadLine | AccountLine;
  readonly number: number;
  /** Pixels from the top of what is scrolled. */
  readonly top: number;
  readonly height: number;
  readonly selected: boolean;
  readonly cursor: boolean;
  /** The same object as long as it has the same values. */
  readonly context: UploadRowContext;
}

/** What all rows of the list have in common. */
export interface UploadRowContext {
  readonly words: Pick<
    ReturnType<typeof useUploadWords>,
    | 't'
    | 'count'
    | 'percent'
    | 'speed'
    | 'duration'
    | 'when'
    | 'progressFacts'
    | 'resultFacts'
    | 'resultWord'
    | 'sentence'
    | 'hue'
    | 'placeOf'
  >;
  readonly nameOfAccount: (accountId: string) => string;
  /** Pixels for the name and what stands beside it. */
  readonly nameWidth: number;
  /** Thumbnails are switched on. */
  readonly pictures: boolean;
}

type Act = 'pause' | 'resume' | 'links' | 'menu' | 'mend';

/** One low line for what has ended and stands under its date. */
const low = (height: number): boolean => height < 60;

/** The row of an upload, which is filled again for each line that it shows, as `FileRow` is. */
export class UploadRow {
  readonly #row = new RowPart('div', { role: 'row' });
  readonly #columns = new RowPart('div', { class: 'columns' });
  readonly #nameColumn = new RowPart('div', { class: 'name-column', role: 'gridcell' });
  readonly #name = new RowPart('bdi', { class: 'name' });
  readonly #head = new RowPart('span', { class: 'head' });
  readonly #tail = new RowPart('span', { class: 'tail' });
  readonly #about = new RowPart('span', { class: 'about' });
  readonly #facts = new RowPart('span', { class: 'facts' });
  readonly #toPlace = new RowPart('span', { class: 'to-place' });
  readonly #dot = new RowPart('i');
  readonly #place = new RowPart('bdi');
  readonly #acts = new RowPart('span', { class: 'acts' });
  readonly #buttons = new Map<Act, RowPart>();
  readonly #linksWord = new RowPart('span');
  readonly #mark = new RowPart('i', { 'aria-hidden': 'true' });
  readonly #result = new RowPart('div', { class: 'result', role: 'gridcell' });
  readonly #resultText = new RowPart('span', { class: 'text' });
  readonly #time = new RowPart('time');
  readonly #progress = new RowPart('div', { class: 'progress', role: 'gridcell' });
  readonly #word = new RowPart('span', { class: 'word' });
  readonly #stateWord = new RowPart('b');
  readonly #note = new RowPart('span', { class: 'note' });
  readonly #speed = new RowPart('span', { class: 'speed' });
  readonly #left = new RowPart('span', { class: 'left' });
  readonly #done = new RowPart('i');
  readonly #sentence = new RowPart('div', { class: 'sentence', role: 'gridcell' });
  readonly #sentenceText = new RowPart('p');
  /** What the cut of the name depends on. */
  #fitted = '';
  #icon = new RowPart('i');
  #thumb = thumbPart(this.#icon);
  #picture: string | undefined;
  #classes = '';
  #shown: UploadRowItem | undefined;

  constructor() {
    this.#name.hold([this.#head, this.#tail]);
    const arrow = new RowPart('span', { class: 'arrow', 'aria-hidden': 'true' });
    arrow.say('→');
    const place = new RowPart('span', { class: 'place' });
    place.hold([this.#dot, this.#place]);
    this.#toPlace.hold([arrow, place]);
    this.#nameColumn.hold([this.#name, this.#about, this.#acts]);
    const figures = new RowPart('div', { class: 'figures' });
    figures.hold([this.#word, this.#speed, this.#left]);
    const bar = new RowPart('div', { class: 'bar', 'aria-hidden': 'true' });
    bar.hold([this.#done]);
    this.#progress.hold([figures, bar]);
    this.#sentence.hold([this.#sentenceText, this.#button('mend')]);
  }

  get element(): HTMLElement {
    return this.#row.element;
  }

  show(item: UploadRowItem): void {
    const { line, number, top, height, selected, cursor, context } = item;
    const before = this.#shown;
    this.#shown = item;
    const isFilled =
      before?.line === line && before.context === context && before.height === height;
    if (!isFilled) this.#fill(item);
    this.#row.set('id', `line-${number}`);
    this.#row.set('data-line', String(number));
    this.#row.set('aria-rowindex', String(number + 1));
    this.#row.set('aria-selected', String(selected));
    this.#row.style('top', `${top}px`);
    this.#row.style('height', `${height}px`);
    for (const button of this.#buttons.values()) button.set('tabindex', cursor ? '0' : '-1');
    this.#row.set(
      'class',
      this.#classes + (selected ? ' selected' : '') + (cursor ? ' cursor' : ''),
    );
  }

  #fill({ line, height, context }: UploadRowItem): void {
    const row = uploadRowDisplay(line);
    const { tone, bar } = row.display;
    const isLeft = line.kind === 'upload' && line.left === true;
    this.#classes = `line upload ${tone} ${bar}${low(height) ? ' low' : ''}${isLeft ? ' left' : ''}`;
    this.#fillThumb(line, row, context);
    this.#fillName(line, height, context);
    this.#fillActs(line, row, context);
    const isResult = row.ended && line.kind === 'upload';
    if (isResult) this.#fillResult(line, height, row, context);
    else this.#fillProgress(line, row, context);
    this.#columns.hold([this.#thumb, this.#nameColumn, isResult ? this.#result : this.#progress]);
    this.#fillSentence(line, row, context);
  }

  #fillThumb(
    line: UploadLine | AccountLine,
    { icon }: UploadRowDisplay,
    { pictures }: UploadRowContext,
  ): void {
    const id = pictures && line.kind === 'upload' ? line.thumbnails[0] : undefined;
    const picture = id === undefined ? undefined : String(id);
    // A thumbnail goes with the element that it was drawn in.
    if (picture !== this.#picture) {
      this.#icon = new RowPart('i');
      this.#thumb = thumbPart(this.#icon, picture);
    }
    this.#picture = picture;
    this.#icon.set('class', painted(icon));
  }

  #fillName(line: UploadLine | AccountLine, height: number, context: UploadRowContext): void {
    const { words, nameOfAccount } = context;
    const isUpload = line.kind === 'upload';
    const name = nameParts(
      isUpload ? line.name : words.t('uploads.account', { name: nameOfAccount(line.accountId) }),
    );
    this.#name.set('title', name.shown);
    this.#head.say(name.head);
    this.#tail.say(name.tail);
    if (!low(height)) {
      this.#facts.say(
        isUpload ? words.progressFacts(line) : words.count('uploads.waitForIt', line.uploads),
      );
    }
    if (isUpload) {
      this.#dot.set('class', `dot ${words.hue(line)}`);
      this.#place.say(words.placeOf(line));
    }
    this.#about.hold([low(height) ? undefined : this.#facts, isUpload ? this.#toPlace : undefined]);
    const beside = low(height) && isUpload ? words.placeOf(line) : '';
    this.#fitName(name, beside, context.nameWidth);
  }

  #fitName(name: NameParts, beside: string, nameWidth: number): void {
    // Less than half of the width is never cut, whatever stands beside it.
    const isShort = widestName(name) < nameWidth / 2;
    const fitted = isShort ? '' : `${name.shown}/${beside}/${nameWidth}`;
    if (fitted !== this.#fitted) closeGap(this.#head.element);
    this.#fitted = fitted;
  }

  #fillActs(
    line: UploadLine | AccountLine,
    { can }: UploadRowDisplay,
    { words }: UploadRowContext,
  ): void {
    const named = (act: Act, icon: IconName, label: string): RowPart => {
      const button = this.#button(act, icon);
      button.set('aria-label', label);
      button.set('title', label);
      return button;
    };
    const isUpload = line.kind === 'upload';
    const single = isUpload && line.single !== undefined;
    const links = words.t(single ? 'uploads.copyLink' : 'uploads.copyLinks');
    this.#acts.hold([
      can.pause ? named('pause', 'pause', words.t('action.pause')) : undefined,
      can.resume ? named('resume', 'play', words.t('action.resume')) : undefined,
      can.links ? named('links', 'link', links) : undefined,
      isUpload ? named('menu', 'more', words.t('uploads.more')) : undefined,
    ]);
    this.#linksWord.say(links);
  }

  /** A button of the row, which is made when a line first needs it. */
  #button(act: Act, icon?: IconName): RowPart {
    const known = this.#buttons.get(act);
    if (known !== undefined) return known;
    const button = new RowPart('button', { type: 'button', 'data-act': act });
    if (act === 'links') button.set('class', 'wide');
    if (act === 'mend') button.set('class', 'boxed');
    if (icon !== undefined) {
      const part = new RowPart('i', { class: painted(icon), 'aria-hidden': 'true' });
      button.hold([part, act === 'links' ? this.#linksWord : undefined]);
    }
    this.#buttons.set(act, button);
    return button;
  }

  #fillResult(
    line: UploadLine,
    height: number,
    { display }: UploadRowDisplay,
    { words }: UploadRowContext,
  ): void {
    this.#mark.set('class', `painted small i-${display.icon}-${display.tone}`);
    this.#resultText.say(low(height) ? words.resultFacts(line) : words.resultWord(line));
    this.#time.say(words.when(line.endedAt ?? line.addedAt));
    this.#word.hold([]);
    this.#result.hold([this.#mark, this.#resultText, this.#time]);
  }

  #fillProgress(
    line: UploadLine | AccountLine,
    { display, share }: UploadRowDisplay,
    { words }: UploadRowContext,
  ): void {
    this.#mark.set('class', `painted small i-${display.icon}-${display.tone}`);
    this.#stateWord.say(words.t(display.word));
    const percent = display.percent && share > 0 ? words.percent(share) : '';
    this.#note.say(display.note === undefined ? percent : words.t(display.note));
    this.#result.hold([]);
    this.#word.hold([this.#mark, this.#stateWord, this.#note]);
    const moving = display.bar === 'moving' && line.kind === 'upload' ? line : undefined;
    this.#speed.say(moving !== undefined && moving.speed > 0 ? words.speed(moving.speed) : '');
    const secondsLeft = moving?.secondsLeft;
    this.#left.say(secondsLeft === undefined ? '' : words.duration(secondsLeft));
    this.#done.style('width', `${share * 100}%`);
  }

  #fillSentence(
    line: UploadLine | AccountLine,
    { say }: UploadRowDisplay,
    { words }: UploadRowContext,
  ): void {
    if (say !== undefined) {
      this.#sentenceText.say(words.sentence(say, line));
      this.#button('mend').say(words.t(causeButton(say.cause, say.files)));
    }
    this.#row.hold([this.#columns, say === undefined ? undefined : this.#sentence]);
  }
}

function painted(icon: IconName): string {
  return `painted i-${icon}-idle`;
}

function thumbPart(icon: RowPart, picture?: string): RowPart {
  const named = picture === undefined ? {} : { 'data-picture': picture };
  const thumb = new RowPart('span', { class: 'thumb', 'aria-hidden': 'true', ...named });
  thumb.hold([icon]);
  return thumb;
}
