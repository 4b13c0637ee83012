import type * as v from 'valibot';
import type { ObjectPage, pageRequestSchema } from '../../shared/ipc/bucket-view.ts';

type PageRequest = v.InferOutput<typeof pageRequestSchema>;

const names: readonly (readonly [name: string, size: number, storageClass?: string])[] = [
  ['A7R04510.jpg', 8_140_000],
  ['A7R04511.jpg', 8_200_000],
  ['C0047-ceremony-wide-second-camera-without-a-cut-and-with-sound.mp4', 4_120_000_000, 'IA'],
  ['contact-sheet.pdf', 9_400_000],
  ['العرض-النهائي-للمشروع.pdf', 840_000],
  ['城市更新_发布会_主机位_最终版.mov', 22_700_000_000, 'ColdArchive'],
  ['notes.txt', 0],
];

/** What the bucket of each place holds: two folders and some objects, on two pages at the top. */
export function fakeObjects({ bucket, prefix, after }: PageRequest): ObjectPage {
  if (bucket === '备份') return { permitted: false, prefixes: [], objects: [] };
  const modified = Date.parse('2026-11-20T09:30:00Z');
  const objects = names.map(([name, size, storageClass = 'Standard'], index) => ({
    ...{ key: `${prefix}${after ?? ''}${name}`, size, storageClass },
    modified: modified - index * 5_000_000,
  }));
  if (after !== undefined) return { permitted: true, prefixes: [], objects };
  const prefixes = [`${prefix}day-1/`, `${prefix}第二天/`];
  const marker = { key: prefix, size: 0, modified, storageClass: 'Standard' };
  return {
    permitted: true,
    prefixes,
    objects: prefix === '' ? objects : [marker, ...objects],
    next: 'more-',
  };
}
