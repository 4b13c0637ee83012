/** Chance that a seed decides: whole numbers from `least` to `most`, both included. */
export type Chance = (least: number, most: number) => number;

/** Mulberry32, of which nothing is asked but that it repeats itself. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return (least, most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const fraction = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    return least + Math.floor(fraction * (most - least + 1));
  };
}
