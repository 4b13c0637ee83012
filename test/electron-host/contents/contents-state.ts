/** What a `webContents` knows about its page right now. */
export interface ContentsState {
  /** The address that Chromium has loaded; '' before the first page. */
  standInUrl: string;
  title: string;
  isLoading: boolean;
  isDestroyed: boolean;
  /** `ready-to-show` has been told. */
  hasShown: boolean;
  /** The promise of the last `loadURL`. */
  loading: PromiseWithResolvers<void> | undefined;
}

/** The state of a page that has just been opened. */
export function createContentsState(): ContentsState {
  return {
    standInUrl: '',
    title: '',
    isLoading: false,
    isDestroyed: false,
    hasShown: false,
    loading: undefined,
  };
}
