import { describe, expect, it } from 'vitest';
import { present, useTestQueue } from '../operations-fixture.ts';
import { accessDenied, identity, newFile, part } from '../sample-rows.ts';

const queue = useTestQueue();

describe('details', () => {
  it('hold all that is known of a transfer', () => {
    const [id = 0] = queue.add([newFile('a')]);
    queue.operations.apply(id, { type: 'start' });
    queue.operations.intend(id, { partSize: 10, identity: identity({ size: 30 }), at: 500 });
    queue.operations.saveUploadId(id, 'UPLOAD-1');
    queue.operations.savePart(id, part(1));
    queue.operations.addAttempt(id, { at: 700, error: accessDenied });
    expect(queue.operations.details(id)).toEqual({
      ...present(queue.operations.transfers([id])[0]),
      identity: identity({ size: 100 }),
      checkpoint: {
        partSize: 10,
        identity: identity({ size: 30 }),
        uploadId: 'UPLOAD-1',
        intendedAt: 500,
        parts: [part(1)],
        completing: false,
      },
      attemptsMade: [{ at: 700, error: accessDenied }],
    });
  });
});
