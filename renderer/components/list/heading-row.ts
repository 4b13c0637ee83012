import type { HeadingLine } from '../../../shared/ipc/picture.ts';
import type { useWords } from '../../composables/words/use-words.ts';
import { RowPart } from './row-part.ts';

/** A date above the uploads of that time. */
export class HeadingRow {
  readonly #row = new RowPart('div', { role: 'row' });
  readonly #text = new RowPart('span');
  readonly #count = new RowPart('small');

  constructor() {
    const cell = new RowPart('span', { role: 'gridcell' });
    cell.hold([this.#text, this.#count]);
    this.#row.hold([cell]);
  }

  get element(): HTMLElement {
    return this.#row.element;
  }

  /** @param place its number, and where it is drawn, in pixels */
  show(
    line: HeadingLine,
    place: { readonly number: number; readonly top: number },
    words: Pick<ReturnType<typeof useWords>, 't' | 'count' | 'month'>,
  ): void {
    this.#row.set('class', place.number === 0 ? 'line heading first' : 'line heading');
    this.#row.set('id', `line-${place.number}`);
    this.#row.set('aria-rowindex', String(place.number + 1));
    this.#row.style('top', `${place.top}px`);
    const { what, month, uploads } = line;
    this.#text.say(
      what === 'month' && month !== undefined
        ? words.month(month)
        : words.t(`uploads.heading.${what === 'month' ? 'earlier' : what}`),
    );
    const isCounted = what === 'month' || what === 'earlier';
    this.#count.say(isCounted ? words.count('uploads.count', uploads) : '');
  }
}
