import { useEventListener } from '@vueuse/core';
import type { KeyCommand } from '../model/key-map.ts';
import { useBatchesStore } from '../stores/batches.ts';
import { useCommandsStore } from '../stores/commands.ts';
import { useNavigationStore } from '../stores/navigation.ts';
import { usePreferencesStore } from '../stores/preferences.ts';
import { useSelectionStore } from '../stores/selection.ts';
import { useTransferListStore } from '../stores/transfer-list.ts';
import { useUploadsStore } from '../stores/uploads.ts';
import { keyCommand } from './key-command.ts';

export interface KeyboardOptions {
  readonly focusSearch: () => void;
  readonly focusList: () => void;
  readonly linesPerScreen: () => number;
}

/** Handles the keys of the list of transfers, wherever the focus is in its view. */
export function useKeyboard(options: KeyboardOptions): void {
  const preferences = usePreferencesStore();
  const navigation = useNavigationStore();
  const selection = useSelectionStore();
  const list = useTransferListStore();
  const batches = useBatchesStore();
  const commands = useCommandsStore();
  const uploads = useUploadsStore();

  function fold(folded: boolean): void {
    const line = list.layout.lineAt(selection.cursor);
    if (line?.kind === 'batch') batches.fold(line.batchId, folded);
    else if (line !== undefined && folded) {
      const header = list.layout.lineOf(line.section);
      if (header !== undefined) void selection.select(header);
    }
  }

  function escape(): void {
    if (navigation.detailsOpen) navigation.detailsOpen = false;
    else if (list.search !== '') list.search = '';
    else selection.clear();
    options.focusList();
  }

  function enter(): void {
    const line = list.layout.lineAt(selection.cursor);
    if (line?.kind === 'batch') batches.toggle(line.batchId);
    else navigation.detailsOpen = selection.lead !== undefined && !navigation.detailsOpen;
  }

  function move(lines: number, extend: boolean): void {
    void selection.move(lines, extend ? 'extend' : 'only');
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
      move(-list.layout.lines, shift);
    },
    last: (shift) => {
      move(list.layout.lines, shift);
    },
    fold: () => {
      fold(true);
    },
    open: () => {
      fold(false);
    },
    'select-all': selection.selectAll,
    'pause-or-resume': () => void commands.pauseOrResume(),
    details: enter,
    remove: () => void commands.removeOrCancel(),
    retry: () => void commands.order('retry'),
    escape,
  };

  useEventListener(window, 'keydown', (event) => {
    const command = keyCommand(event, preferences.platform === 'darwin');
    const act = command === undefined ? undefined : actions[command];
    if (act === undefined) return;
    event.preventDefault();
    act(event.shiftKey);
  });
}
