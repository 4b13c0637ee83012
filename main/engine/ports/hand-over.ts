import type { ObjectResult } from '../../../shared/transfer.ts';

/** What a comparison of a handed-over file with its object found. */
export type HandOverResult = { readonly id: number } & (
  | {
      readonly found: 'arrived';
      readonly size: number;
      readonly result: Required<Omit<ObjectResult, 'callback'>>;
    }
  | { readonly found: 'missing' }
  | { readonly found: 'different'; readonly detail: string }
);

/**
 * Rows that another program sends. They wait for `handed-over`, which no timer, probe or command
 * ends: `claim`, `pause`, `resume` and a batch with `takeOver` leave them as they are. Only
 * `settleHandedOver` and a cancel end the wait.
 */
export interface HandOver {
  /**
   * Marks the paused and the failed ones among these rows as handed over, in one commit. Resolves with the number
   * of rows marked.
   */
  handOver(ids: readonly number[]): Promise<number>;
  /**
   * Ends the wait of these rows in one commit; skips rows that are not handed over. An arrived row
   * becomes done and an upload that Ferry had begun is aborted. A missing row becomes paused and
   * keeps its finished parts. A different row fails with
   * `object-differs`. Resolves with the number of rows changed.
   */
  settleHandedOver(results: readonly HandOverResult[]): Promise<number>;
}
