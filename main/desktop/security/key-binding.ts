import { keysMayGoTo as mayGoTo } from '../../../shared/key-binding.ts';
import type { Account } from '../../../shared/transfer.ts';

/** Whether the stored keys of `known` may sign requests to `endpoint` without being typed again. */
export function accountKeysMayGoTo(endpoint: string, known: Pick<Account, 'endpoint'>): boolean {
  if (!URL.canParse(endpoint) || !URL.canParse(known.endpoint)) return false;
  return mayGoTo(new URL(endpoint), new URL(known.endpoint));
}
