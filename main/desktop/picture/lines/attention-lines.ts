import type { AccountLine, UploadLine } from '../../../../shared/ipc/picture.ts';
import type { BatchCause, UploadFacts } from '../../../engine/ports/picture-queries.ts';
import { isAccountCause, isUploadCause } from './queue-now.ts';

/** One sentence that needs a person. */
export type AttentionEntry =
  | { readonly kind: 'account'; readonly line: AccountLine }
  | { readonly kind: 'upload'; readonly batchId: number; readonly cause: BatchCause['cause'] };

/** All sentences: first those of accounts, then those of uploads, newest upload first. */
export function attentionEntries(causes: readonly BatchCause[]): readonly AttentionEntry[] {
  const ofAccounts = causes.filter(({ cause }) => isAccountCause(cause));
  const accounts = Map.groupBy(ofAccounts, ({ accountId, cause }) => `a:${accountId}:${cause}`);
  const lines = [...accounts].flatMap(([key, [first, ...more]]): readonly AttentionEntry[] => {
    if (first === undefined) return [];
    const { accountId, cause } = first;
    const line: AccountLine = { kind: 'account', key, accountId, cause, uploads: more.length + 1 };
    return [{ kind: 'account', line }];
  });
  const uploads = causes
    .filter(({ cause }) => isUploadCause(cause))
    .map(({ batchId, cause }): AttentionEntry => ({ kind: 'upload', batchId, cause }));
  return [...lines, ...uploads];
}

/** The key of a sentence: the upload of its first cause is known by its batch id. */
export function attentionKey(entry: AttentionEntry, isFirst: boolean): number | string {
  if (entry.kind === 'account') return entry.line.key;
  return isFirst ? entry.batchId : `u:${entry.batchId}:${entry.cause}`;
}

/** The line of an upload with the sentence of one cause. */
export function lineWithCause(
  line: UploadLine,
  facts: UploadFacts,
  cause: BatchCause['cause'],
  key: number | string,
): UploadLine {
  const failure = facts.failures.find(({ code }) => code === cause);
  if (failure !== undefined) {
    const { files, example } = failure;
    return { ...line, key, tall: true, say: { cause, files, example } };
  }
  const waits = facts.waits.filter(({ why }) => why === cause);
  const files = waits.reduce((sum, wait) => sum + wait.files, 0);
  return { ...line, key, tall: true, say: { cause, files } };
}
