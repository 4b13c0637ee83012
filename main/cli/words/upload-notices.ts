import type { Batch, Account } from '../../../shared/transfer.ts';
import type { TakenOver } from '../../../shared/upload/taken-over.ts';
import type { UploadOptions } from '../../../shared/upload/upload-options.ts';
import { unfinishedFiles } from '../session/with-queue.ts';
import { plural } from './text-width.ts';
import type { NoticeEvent } from '../report/run-event.ts';
import type { FerryContext } from '../session/with-ferry.ts';
import { bypassesProxy } from '../../transfer/connection/proxy-bypass.ts';
import type { RunFlags } from '../arguments/upload-flags.ts';

function notice(code: NoticeEvent['code'], message: string, next?: string): NoticeEvent {
  const level = 'info';
  return { type: 'notice', level, code, message, ...(next === undefined ? {} : { next }) };
}

/** Reports the unfinished files that this upload names again. */
function takenOverNotices(taken: TakenOver): NoticeEvent[] {
  const { files, changed, otherOptions, cancelled } = taken;
  const fromBeginning = [
    ...(changed > 0 ? [`${plural(changed, 'file has', 'files have')} changed since`] : []),
    ...(otherOptions > 0
      ? [`${plural(otherOptions, 'file was', 'files were')} begun with other options`]
      : []),
  ];
  const again = fromBeginning.map((reason) => ` ${reason}: sent from the beginning.`).join('');
  return [
    ...(files > 0
      ? [
          notice(
            'already-queued',
            `${plural(files, 'unfinished file')} from before went on with this upload.${again}`,
          ),
        ]
      : []),
    ...(cancelled > 0
      ? [
          notice(
            'already-queued',
            `${plural(cancelled, 'unfinished upload')} of other files to the same object keys ${cancelled === 1 ? 'was' : 'were'} cancelled: this upload replaces them.`,
          ),
        ]
      : []),
  ];
}

/** Reports skipped files whose existing object keeps its own headers and metadata. */
async function unchangedNotices(
  { ferry }: FerryContext,
  options: UploadOptions,
  batch: Batch,
): Promise<NoticeEvent[]> {
  const { parallel: _parallel, partSize: _partSize, ...ofObjects } = options;
  if (Object.keys(ofObjects).length === 0) return [];
  const { total } = await ferry.store.page(
    { batchId: batch.id, why: 'identical' },
    { by: 'queue', descending: false },
    { offset: 0, limit: 0 },
  );
  if (total === 0) return [];
  return [
    notice(
      'options-not-applied',
      `${plural(total, 'object')} ${total === 1 ? 'was' : 'were'} there already and ${total === 1 ? 'keeps its' : 'keep their'} old options.`,
      'To send them again with the new options, add --conflict overwrite.',
    ),
  ];
}

/** Unfinished files of earlier uploads, which this upload leaves unchanged. */
async function leftNotices(context: FerryContext, batch: Batch): Promise<NoticeEvent[]> {
  const { ferry, resumeCommand } = context;
  // The running Ferry also works on other files; this command does not know which.
  if (ferry.joined) return [];
  const all = await ferry.store.counters();
  const own = await ferry.store.counters(batch.id);
  const paused = all.states.paused.files - own.states.paused.files;
  const left = unfinishedFiles(all) - unfinishedFiles(own) + paused;
  const roots = await ferry.store.unfinishedRoots();
  const folders = new Set(roots.map(({ batchId }) => batchId).filter((id) => id !== batch.id)).size;
  if (left <= 0 && folders === 0) return [];
  const what = left > 0 ? plural(left, 'unfinished file') : plural(folders, 'unfinished upload');
  return [
    notice(
      'left-unfinished',
      `${what} from earlier uploads ${(left > 0 ? left : folders) === 1 ? 'waits' : 'wait'}.`,
      `Continue them with: ${resumeCommand}`,
    ),
  ];
}

/** Notices at the end of an upload that do not concern its own files' results. */
export async function uploadNotices(
  context: FerryContext,
  options: UploadOptions,
  batch: Batch | undefined,
): Promise<readonly NoticeEvent[]> {
  if (batch === undefined) return [];
  return [
    ...takenOverNotices(await context.ferry.engine.takenOver(batch.id)),
    ...(await unchangedNotices(context, options, batch)),
    ...(await leftNotices(context, batch)),
  ];
}

/** Says that Ferry ignores the requested proxy, because this computer needs no proxy. */
export function proxyNotices(flags: RunFlags, account: Account): readonly NoticeEvent[] {
  if (flags.proxy?.mode !== 'manual') return [];
  const { hostname, port } = new URL(account.endpoint);
  if (!bypassesProxy(hostname, Number(port), [])) return [];
  const message = `${hostname} is reached without the proxy: it is this computer.`;
  return [{ type: 'notice', level: 'warning', code: 'proxy-not-used', message }];
}
