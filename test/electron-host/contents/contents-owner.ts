import type { Preload } from '../page/page-scripts.ts';
import type { TargetOptions } from './target.ts';

/** The window around a page. */
export interface ContentsOwner {
  readonly placement: () => TargetOptions;
  readonly preload: Omit<Preload, 'source'> | undefined;
  readyToShow(): void;
  crashed(details: { reason: string; exitCode: number }): void;
  closed(): void;
}
