import type { StoreOperations } from '../store-calls.ts';
import type { StoreContext } from './store-context.ts';

type DamagedObjectOperations = Pick<StoreOperations, 'saveDamagedObject'>;

/** Records that the object of a row is not, or no longer, damaged by a request of Ferry. */
export function forgetDamagedObject(context: StoreContext, id: number): void {
  context.run(
    `DELETE FROM damaged_objects
      WHERE (bucket_id, key) = (SELECT bucket_id, key FROM transfers WHERE id = ?)`,
    id,
  );
}

export function damagedObjectOperations(context: StoreContext): DamagedObjectOperations {
  return {
    saveDamagedObject: (id, etag) => {
      if (etag === undefined) {
        forgetDamagedObject(context, id);
        return;
      }
      context.run(
        `INSERT OR REPLACE INTO damaged_objects (bucket_id, key, etag)
          SELECT bucket_id, key, ? FROM transfers WHERE id = ?`,
        etag,
        id,
      );
    },
  };
}
