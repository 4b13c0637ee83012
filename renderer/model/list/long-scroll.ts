/** Pixels. Chromium's layout ends at about 33 million pixels; a million lines need 34 million. */
const tallest = 15_000_000;
/** Pixels at both ends of a long list in which a pixel of the scroll bar is a pixel of the list. */
const straightEnds = 50_000;
/** Pixels by which the scroll bar may be off its place before it is put right. */
const mostOff = 25_000;
/** Pixels. A longer move is one of the scroll bar itself, and never of a wheel or a key. */
const longestTurn = 10_000;

/** Where a list is scrolled to. */
export interface ListScroll {
  /** Pixels of the list above the screen. */
  readonly offset: number;
  /** Where the scroll bar stands, in its own pixels. */
  readonly bar: number;
  /** The difference: a line at `top` in the list is drawn at `top - base`. Whole pixels. */
  readonly base: number;
}

export const atTop: ListScroll = { offset: 0, bar: 0, base: 0 };

/**
 * Scrolls a list of any height by a scroll bar that the browser can lay out. A wheel or a key moves
 * the list by as many pixels as the bar, and the drawn lines stay where they are, so that nothing is
 * painted again. The bar itself, dragged, moves through a long list faster than its own pixels.
 */
export interface LongScroll {
  /** The height that the browser lays out, in pixels. */
  readonly shownHeight: number;
  /** The position after the user moved the scroll bar. */
  readonly moved: (before: ListScroll, bar: number) => ListScroll;
  /** The position that shows a distance from the top of the list. */
  readonly at: (before: ListScroll, offset: number) => ListScroll;
}

/** @param height of the whole list; `viewport` is what the screen shows of it, both in pixels */
export function longScroll(height: number, viewport: number): LongScroll {
  const shownHeight = Math.min(height, tallest);
  const mostOffset = Math.max(0, height - viewport);
  const mostBar = Math.max(0, shownHeight - viewport);
  const hidden = mostOffset - mostBar;
  const stretched = mostOffset - 2 * straightEnds;

  /** The base at which the scroll bar shows the true place in the list. */
  function trueBase(offset: number): number {
    const share = Math.min(1, Math.max(0, (offset - straightEnds) / stretched));
    return Math.round(hidden * share);
  }

  function offsetAt(bar: number): number {
    if (bar <= straightEnds) return bar;
    if (bar >= mostBar - straightEnds) return bar + hidden;
    const share = (bar - straightEnds) / (mostBar - 2 * straightEnds);
    return straightEnds + share * stretched;
  }

  function at(before: ListScroll, wanted: number): ListScroll {
    const offset = Math.min(mostOffset, Math.max(0, wanted));
    if (hidden <= 0) return { offset, bar: offset, base: 0 };
    const base = trueBase(offset);
    const slack = Math.min(mostOff, offset / 2, (mostOffset - offset) / 2);
    const kept = Math.abs(before.base - base) <= slack ? before.base : base;
    return { offset, bar: offset - kept, base: kept };
  }

  return {
    shownHeight,
    at,
    moved(before, bar) {
      const isTurn = hidden <= 0 || Math.abs(bar - before.bar) <= longestTurn;
      if (isTurn) return at(before, bar + (hidden <= 0 ? 0 : before.base));
      const offset = offsetAt(bar);
      return at({ ...before, base: trueBase(offset) }, offset);
    },
  };
}
