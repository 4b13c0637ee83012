import { useEventListener } from '@vueuse/core';
import type { KeyCommand } from '../../model/key-map.ts';
import { useCommandsStore } from '../../stores/uploads/commands.ts';
import { useNavigationStore } from '../../stores/navigation.ts';
import { usePictureStore } from '../../stores/uploads/picture.ts';
import { usePreferencesStore } from '../../stores/preferences.ts';
import { useSelectionStore } from '../../stores/uploads/selection.ts';
import { useUploadsStore } from '../../stores/uploads/uploads.ts';
import { keyCommand } from './key-command.ts';
import { useLineActs } from '../list/use-line-acts.ts';

export interface KeyboardOptions {
  readonly focusSearch: () => void;
  readonly focusList: () => void;
  readonly linesPerScreen: () => number;
}

/** From this width of the window the details stand beside the list; below they cover it. */
const detailsBeside = '(min-width: 1180px)';

/** Handles the keys of the list, wherever the focus is in its view. */
export function useKeyboard(options: KeyboardOptions): void {
  const preferences = usePreferencesStore();
  const navigation = useNavigationStore();
  const selection = useSelectionStore();
  const store = usePictureStore();
  const commands = useCommandsStore();
  const uploads = useUploadsStore();
  const acts = useLineActs();

  /** Left closes a folder, or goes to the folder above; right opens one. */
  function fold(close: boolean): void {
    const line = store.lineAt(selection.cursor);
    if (line?.kind === 'folder' && line.open === close) store.toggleFolder(line.key);
    else if (close && (line?.kind === 'folder' || line?.kind === 'file')) goUp(line.level);
  }

  function goUp(level: number): void {
    for (let number = selection.cursor - 1; number >= 0; number -= 1) {
      const above = store.lineAt(number);
      if (above === undefined) return;
      if (above.kind === 'folder' && above.level < level) {
        selection.select(number);
        return;
      }
    }
  }

  function escape(): void {
    const { view } = store;
    const searching =
      view.kind !== 'attention' && view.kind !== 'tray' && view.search !== undefined;
    if (navigation.detailsOpen && !globalThis.matchMedia(detailsBeside).matches) {
      navigation.detailsOpen = false;
    } else if (searching && view.kind === 'upload') store.narrowFiles({ search: undefined });
    else if (searching) store.narrowUploads({ search: undefined });
    else if (view.kind === 'upload' && selection.count <= 1) navigation.back();
    else selection.clear();
    options.focusList();
  }

  function move(lines: number, extend: boolean): void {
    selection.move(lines, extend ? 'extend' : 'only');
  }

  const actions: Partial<Record<KeyCommand, (shift: boolean) => void>> = {
    search: () => {
      options.focusSearch();
    },
    'add-files': () => void uploads.add({ kind: 'choose-files' }),
    'add-folder': () => void uploads.add({ kind: 'choose-folders' }),
    paste: () => void uploads.askToPaste(),
    up: (shift) => {
      move(-1, shift);
    },
    down: (shift) => {
      move(1, shift);
    },
    'page-up': (shift) => {
      move(-options.linesPerScreen(), shift);
    },
    'page-down': (shift) => {
      move(options.linesPerScreen(), shift);
    },
    first: (shift) => {
      move(-store.heights.lines, shift);
    },
    last: (shift) => {
      move(store.heights.lines, shift);
    },
    fold: () => {
      fold(true);
    },
    open: () => {
      fold(false);
    },
    'select-all': selection.selectAll,
    'pause-or-resume': () => void commands.pauseOrResume(),
    enter: () => {
      acts.open(store.lineAt(selection.cursor));
    },
    details: () => {
      navigation.detailsOpen = !navigation.detailsOpen;
    },
    links: () => void commands.copyLinks(),
    remove: () => void commands.removeOrCancel(),
    retry: () => void commands.order('retry'),
    escape,
  };

  useEventListener(window, 'keydown', (event) => {
    const command = keyCommand(event, preferences.platform === 'darwin');
    const act = command === undefined ? undefined : actions[command];
    if (act === undefined) return;
    // A text that the user marked is copied itself.
    const isMarked = command === 'links' && !event.shiftKey && getSelection()?.toString() !== '';
    if (isMarked) return;
    event.preventDefault();
    act(event.shiftKey);
  });
}
