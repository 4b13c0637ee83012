import { RowPart } from './row-part.ts';

/** The row of a line on the screen that the page does not know yet. */
export class UnknownRow {
  readonly #row = new RowPart('div', { class: 'line unknown', role: 'row' });
  readonly #word = new RowPart('span', { class: 'sr-only' });

  constructor() {
    const cell = new RowPart('span', { role: 'gridcell' });
    cell.hold([this.#word]);
    this.#row.hold([cell]);
  }

  get element(): HTMLElement {
    return this.#row.element;
  }

  /** @param place its number, and where it is drawn, in pixels */
  show(
    place: { readonly number: number; readonly top: number; readonly height: number },
    word: string,
  ): void {
    this.#row.set('id', `line-${place.number}`);
    this.#row.set('aria-rowindex', String(place.number + 1));
    this.#row.style('top', `${place.top}px`);
    this.#row.style('height', `${place.height}px`);
    this.#word.say(word);
  }
}
