import type { Chance } from '../../helpers/seeded-chance.ts';

/** A file with something wrong in it, and in words what that is. */
export interface Damaged {
  readonly what: string;
  readonly bytes: Buffer;
}

const kinds = ['bit', 'zeros', 'noise', 'short'] as const;

/**
 * What a disk that fails may do to a file: flip a bit, lose a block, write the wrong one, or lose
 * the end. Places at the beginning, where the headers are, come up more often.
 */
export function damage(sound: Buffer, chance: Chance): Damaged {
  const bytes = Buffer.from(sound);
  const kind = kinds[chance(0, kinds.length - 1)] ?? 'bit';
  const reach = chance(0, 3) === 0 ? Math.min(200, sound.length) : sound.length;
  const at = chance(0, reach - 1);
  const end = Math.min(at + 512 * chance(1, 16), sound.length);
  switch (kind) {
    case 'bit':
      bytes[at] = (bytes[at] ?? 0) ^ (1 << chance(0, 7));
      return { what: `a flipped bit at ${at}`, bytes };
    case 'zeros':
      bytes.fill(0, at, end);
      return { what: `zeros from ${at} to ${end}`, bytes };
    case 'noise':
      for (let place = at; place < end; place += 1) bytes[place] = chance(0, 255);
      return { what: `noise from ${at} to ${end}`, bytes };
    case 'short':
      return { what: `an end at ${at}`, bytes: bytes.subarray(0, at) };
  }
}
