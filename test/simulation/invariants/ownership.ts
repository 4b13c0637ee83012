import type { Witness } from '../witness.ts';
import type { Scene } from './scene.ts';

/** 7. What is cleaned up is ours. */
export function ownershipInvariants({ world, model }: Scene): Partial<Witness> {
  return {
    abortArrives: (uploadId) => {
      if (model.uploads.get(uploadId)?.foreign !== true) return;
      world.violate(7, `${uploadId} is aborted, and is not ours`);
    },
  };
}
