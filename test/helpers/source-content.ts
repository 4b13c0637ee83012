import { createCipheriv, createHash } from 'node:crypto';

const key = Buffer.alloc(16);

/** Bytes without a pattern, always the same ones for a seed: a moved or a mixed part shows. */
export function noise(size: number, seed: number | string = 0): Buffer {
  const start = createHash('md5').update(String(seed)).digest();
  return createCipheriv('aes-128-ctr', key, start).update(Buffer.alloc(size));
}
