import type { PictureLine, UploadLine } from '../../../shared/ipc/picture.ts';
import { useCausesStore } from '../../stores/uploads/causes.ts';
import { type Target, useCommandsStore } from '../../stores/uploads/commands.ts';
import { useNavigationStore } from '../../stores/navigation.ts';
import { usePictureStore } from '../../stores/uploads/picture.ts';

/** What the buttons in a line do; a line names them in `data-act`. */
export type LineAct = 'pause' | 'resume' | 'links' | 'mend' | 'fold';

/** The files of an upload, for a command on that upload alone. */
export function uploadTarget({ batchId }: UploadLine): Target {
  return { batchId };
}

/** Runs what a line's button names, and opens lines. */
export function useLineActs() {
  const causes = useCausesStore();
  const commands = useCommandsStore();
  const navigation = useNavigationStore();
  const store = usePictureStore();

  /** Opens an upload of several files, a folder, or the details of a file. */
  function open(line: PictureLine | undefined): void {
    if (line === undefined || line.kind === 'heading' || line.kind === 'account') return;
    if (line.kind === 'upload' && line.single === undefined) navigation.openUpload(line.batchId);
    else if (line.kind === 'folder') store.toggleFolder(line.key);
    else navigation.detailsOpen = !navigation.detailsOpen;
  }

  function mend(line: PictureLine): void {
    if (line.kind === 'upload' && line.say !== undefined) void causes.mend(line.say, line);
    else if (line.kind === 'account') void causes.mend({ cause: line.cause, files: 0 }, line);
  }

  function act(name: LineAct, line: PictureLine): void {
    if (name === 'mend') mend(line);
    else if (name === 'fold') store.toggleFolder(line.key);
    else if (line.kind === 'upload') {
      if (name === 'links') void commands.copyLinks(uploadTarget(line));
      else void commands.order(name, uploadTarget(line));
    }
  }

  return { act, open };
}
