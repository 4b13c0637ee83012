/** What a process did, as far as it concerns the question what is on disk when something is said. */
export type Deed =
  /** Bytes went into the write-ahead log of the database. */
  | { readonly kind: 'logged' }
  /** Everything in it is on the disk. */
  | { readonly kind: 'synced' }
  /** The process said this line. */
  | { readonly kind: 'said'; readonly line: string };

const call = /^(\d+)\s+(\w+)\((\d+)(?:<([^>]*)>)?,? ?(.*)$/;
const resumed = /^(\d+)\s+<\.\.\. (\w+) resumed>.*= (-?\d+)/;

/**
 * Reads what `strace -f -y -e trace=write,pwrite64,fsync,fdatasync` has written. A call counts when
 * it begins, a sync only when it has ended well.
 */
export function readTrace(text: string): readonly Deed[] {
  const deeds: Deed[] = [];
  /** Threads whose sync of the log has not ended yet. */
  const syncing = new Set<string>();
  for (const line of text.split('\n')) {
    const [, ended = '', endedName = '', result] = resumed.exec(line) ?? [];
    if (/^f(data)?sync$/.test(endedName) && syncing.delete(ended) && result === '0') {
      deeds.push({ kind: 'synced' });
    }
    const [, thread = '', name = '', descriptor, file = '', rest = ''] = call.exec(line) ?? [];
    const isLog = file.endsWith('-wal');
    if (name === 'pwrite64' && isLog) deeds.push({ kind: 'logged' });
    if (name === 'write' && descriptor === '1') deeds.push({ kind: 'said', line: rest });
    if (!/^f(data)?sync$/.test(name) || !isLog) continue;
    if (line.endsWith('<unfinished ...>')) syncing.add(thread);
    else if (/= 0$/.test(line)) deeds.push({ kind: 'synced' });
  }
  return deeds;
}
