import { tellAll, type Witness } from '../witness.ts';
import { completionInvariants } from './completion.ts';
import { contentInvariants } from './content.ts';
import { damageInvariants } from './damage.ts';
import { faultCounts } from './fault-counts.ts';
import { limitInvariants } from './limits.ts';
import { ownershipInvariants } from './ownership.ts';
import { type PauseBook, pauseInvariants } from './pausing.ts';
import { policyInvariants } from './policy.ts';
import { repetitionInvariants } from './repetition.ts';
import type { RowBook } from './row-book.ts';
import type { Scene } from './scene.ts';
import { stateInvariants } from './states.ts';

/** Everything that is held against each step; the numbers are the fault catalogue's. */
export function allInvariants(book: RowBook, pauses: PauseBook, scene: Scene): Witness {
  return tellAll([
    stateInvariants(scene),
    contentInvariants(scene),
    damageInvariants(scene),
    completionInvariants(scene),
    repetitionInvariants(scene),
    policyInvariants(scene),
    pauseInvariants(pauses, scene),
    limitInvariants(scene),
    ownershipInvariants(scene),
    faultCounts(scene),
    book,
  ]);
}
