import { randomBytes } from 'node:crypto';

/** Texts that stand for secrets: each is drawn anew, and known by where it was planted. */
export interface Canaries {
  /** A new canary of the form of an AccessKey ID, a secret or an STS token. */
  plant(place: string, form?: 'key' | 'token'): string;
  readonly count: number;
  /** Where the canaries of `text` were planted, in any spelling. */
  foundIn(text: string): readonly string[];
}

export function createCanaries(): Canaries {
  const planted = new Map<string, readonly string[]>();
  return {
    plant(place, form = 'key') {
      if (planted.has(place)) throw new Error(`Two canaries are planted in ${place}.`);
      const core = randomBytes(15).toString('hex');
      planted.set(place, spellings(core));
      // A token of STS is several hundred characters of Base64.
      return form === 'key' ? core : `CAIS${core}${randomBytes(120).toString('base64')}`;
    },
    get count() {
      return planted.size;
    },
    foundIn(text) {
      const narrow = text.replaceAll('\0', '');
      return [...planted]
        .filter(([, forms]) => forms.some((form) => narrow.includes(form)))
        .map(([place]) => place);
    },
  };
}

/** A text as it is, and as it stands in Base64 behind any number of other bytes. */
function spellings(core: string): readonly string[] {
  const inBase64 = [0, 1, 2].map((before) =>
    Buffer.from('.'.repeat(before) + core)
      .toString('base64')
      .slice(before === 0 ? 0 : 4, 36),
  );
  return [core, ...inBase64];
}
