import { describe, expect, it } from 'vitest';
import { UploadRow, type UploadRowItem } from '../../../renderer/components/list/upload-row.ts';
import { useUploadWords } from '../../../renderer/composables/words/use-upload-words.ts';
import type { AccountLine, UploadLine } from '../../../shared/ipc/picture.ts';
import { filesBy, uploadLine } from '../fake-uploads.ts';
import { openWindow, show } from '../with-window.ts';

const account: AccountLine = {
  ...{ kind: 'account', key: 'account:studio', accountId: 'studio' },
  ...{ cause: 'credentials', uploads: 3 },
};
const moving: Partial<UploadLine> = {
  ...{ tall: true, state: 'uploading', files: filesBy({ uploading: 2, queued: 7 }) },
  ...{ bytesDone: 48_000_000, speed: 3_000_000, secondsLeft: 20 },
};
const say: UploadLine['say'] = { cause: 'source-changed', files: 2 };
const long = 'a-very-long-name-that-a-folder-should-not-have-'.repeat(4);
const lines = [
  account,
  uploadLine(1, {}),
  uploadLine(2, { name: long, single: 5, thumbnails: [5] }),
  uploadLine(3, moving),
  uploadLine(4, { ...moving, say, thumbnails: [9] }),
  uploadLine(5, { ...moving, state: 'paused', files: filesBy({ paused: 9 }), speed: 0 }),
  uploadLine(6, { state: 'cancelled', files: filesBy({ done: 4, cancelled: 8 }), left: true }),
  uploadLine(7, { tall: true, state: 'unconfirmed', files: filesBy({ failed: 1 }), single: 8 }),
  uploadLine(8, { source: 'clipboard', files: filesBy({ done: 1, skipped: 3 }) }),
];

async function rowsOf() {
  const { pinia } = await openWindow();
  let words: UploadRowItem['context']['words'] | undefined;
  show(pinia, {
    setup() {
      words = useUploadWords();
    },
    render: () => null,
  });
  if (words === undefined) throw new Error('There are no words');
  const context = { words, nameOfAccount: () => 'Studio', nameWidth: 300, pictures: true };
  const itemOf = (line: UploadLine | AccountLine, some: Partial<UploadRowItem> = {}) => {
    const isTall = line.kind === 'account' || line.tall;
    return {
      ...{ line, number: 3, top: 102, height: isTall ? 64 : 42 },
      ...{ selected: false, cursor: false, context },
      ...some,
    };
  };
  const rowOf = (line: UploadLine | AccountLine, some: Partial<UploadRowItem> = {}) => {
    const row = new UploadRow();
    row.show(itemOf(line, some));
    return row;
  };
  return { itemOf, rowOf };
}

describe('the row of an upload that is used for another line', () => {
  it('shows what a new row shows, whatever it showed before', async () => {
    const { itemOf, rowOf } = await rowsOf();
    for (const before of lines) {
      for (const line of lines) {
        const used = rowOf(before, { selected: true, cursor: true, number: 90, top: 3060 });
        used.show(itemOf(line));
        expect(used.element.isEqualNode(rowOf(line).element)).toBe(true);
      }
    }
  });

  it('keeps its thumbnail as long as it has the same picture', async () => {
    const { itemOf, rowOf } = await rowsOf();
    const row = rowOf(uploadLine(1, { thumbnails: [5] }));
    row.element.querySelector('.thumb')?.append(document.createElement('img'));
    row.show(itemOf(uploadLine(1, { thumbnails: [5], left: true })));
    expect(row.element.querySelectorAll('img')).toHaveLength(1);
    row.show(itemOf(uploadLine(2, { thumbnails: [6] })));
    expect(row.element.querySelectorAll('img')).toHaveLength(0);
  });

  it('is written again when it becomes low under its date', async () => {
    const { itemOf, rowOf } = await rowsOf();
    const line = uploadLine(1, {});
    const row = rowOf(line, { height: 64 });
    expect(row.element.classList).not.toContain('low');
    row.show(itemOf(line));
    expect(row.element.classList).toContain('low');
    expect(row.element.textContent).toContain('verified');
  });
});
