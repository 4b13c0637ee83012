import { copyQueue } from './copy-queue.ts';
import { openStore } from './open-store.ts';
import type { OpenedStore } from './open-store.ts';

/**
 * Opens a private copy of a queue that another process has open. Changes to the copy are lost: the
 * copy is removed when it is closed.
 *
 * @throws TransferError as `openStore` does; the file system's error
 */
export async function openCopy(file: string): Promise<OpenedStore> {
  const copy = await copyQueue(file);
  try {
    const store = await openStore({ file: copy.file, backups: false });
    return {
      ...store,
      async close() {
        await store.close();
        await copy.remove();
      },
    };
  } catch (error) {
    await copy.remove();
    throw error;
  }
}
