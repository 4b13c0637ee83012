const numbers: Readonly<Record<string, number>> = {
  ERR_FAILED: -2,
  ERR_ABORTED: -3,
  ERR_FILE_NOT_FOUND: -6,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_CONNECTION_REFUSED: -102,
  ERR_NAME_NOT_RESOLVED: -105,
};

/** Why a page could not be loaded, as `loadURL` rejects and `did-fail-load` tells it. */
export interface LoadError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly url: string;
}

/** Words Chromium's `net::ERR_...` as Electron does: "ERR_ABORTED (-3) loading 'app://x/'". */
export function createLoadError(netError: string, url: string): LoadError {
  const code = netError.replace(/^net::/, '');
  const errno = numbers[code] ?? -2;
  return Object.assign(new Error(`${code} (${errno}) loading '${url}'`), { code, errno, url });
}
