import type { Account } from '../../../shared/transfer.ts';
import { bypassesProxy } from '../../transfer/connection/proxy-bypass.ts';
import type { NoticeEvent } from '../report/run-event.ts';
import type { RunFlags } from '../arguments/upload-flags.ts';

/** Says that Ferry ignores the requested proxy, because this computer needs no proxy. */
export function proxyNotices(flags: RunFlags, account: Account): readonly NoticeEvent[] {
  if (flags.proxy?.mode !== 'manual') return [];
  const { hostname, port } = new URL(account.endpoint);
  if (!bypassesProxy(hostname, Number(port), [])) return [];
  const message = `${hostname} is reached without the proxy: it is this computer.`;
  return [{ type: 'notice', level: 'warning', code: 'proxy-not-used', message }];
}
