import type { ObjectEntry } from '../../shared/ipc/bucket-view.ts';
import { isPictureName } from '../../shared/picture-formats.ts';

/**
 * The largest size of which OSS makes small pictures.
 *
 * https://www.alibabacloud.com/help/en/oss/user-guide/overview-17
 */
const mostBytes = 20 * 1024 * 1024;

/** Whether OSS makes a small picture of the object; archived objects have to be restored first. */
export function hasThumbnail({ key, size, storageClass }: ObjectEntry): boolean {
  const isReadable = storageClass === 'Standard' || storageClass === 'IA';
  return isReadable && isPictureName(key) && size > 0 && size <= mostBytes;
}
