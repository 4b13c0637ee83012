import { describe, expect, it } from 'vitest';
import type { ObjectFacts } from '../../../../main/engine/ports/object-store.ts';
import { sendOverDamaged } from '../../../../main/engine/run/damaged-object.ts';
import { sendUnderPolicy } from '../../../../main/engine/run/send-under-policy.ts';
import { type ErrorCode, TransferError } from '../../../../shared/errors.ts';
import { type ConflictPolicy, conflictPolicies } from '../../../../shared/upload/upload-options.ts';
import { handle, identity, runOn } from '../run-on-ports.ts';

const source = { handle, identity };
const sent = { verified: 'crc64' as const, size: 250_000, result: { etag: 'e', requestId: 'r' } };

/** An object of the same size that is older than the file. */
function object(crc64: string, changes: Partial<ObjectFacts> = {}): ObjectFacts {
  const facts = { size: 250_000, etag: 'o', lastModified: 1, age: 9, requestId: 'r', meta: {} };
  return { ...facts, crc64, ...changes };
}

interface World {
  readonly policy: ConflictPolicy;
  /** What stands under the key; OSS refuses to overwrite it when it is told so. */
  readonly standing?: ObjectFacts | undefined;
  readonly headFails?: ErrorCode;
  readonly small?: boolean;
  readonly damagedEtag?: string;
  /** What another program puts under the key after the first HEAD. */
  readonly replacement?: ObjectFacts;
}

/** Sends under a policy. Tells how each body was sent, and how the run ended. */
async function send(world: World) {
  const { policy, headFails, small = true, damagedEtag } = world;
  let { standing } = world;
  const bodies: ('may overwrite' | 'refused' | 'new')[] = [];
  const run = runOn(
    {
      store: { saveDamagedObject: () => Promise.resolve() },
      objects: {
        head: () => {
          if (headFails !== undefined) throw new TransferError({ code: headFails });
          const seen = standing;
          standing = world.replacement ?? standing;
          return Promise.resolve(seen);
        },
      },
    },
    { policy, damagedEtag },
  );
  const ending = sendUnderPolicy(run, source, small, (forbidOverwrite) =>
    sendOverDamaged(run, forbidOverwrite, (forbids) => {
      const refused = forbids && standing !== undefined;
      bodies.push(refused ? 'refused' : forbids ? 'new' : 'may overwrite');
      if (refused) return Promise.reject(new TransferError({ code: 'object-exists' }));
      return Promise.resolve(sent);
    }),
  );
  return await ending.then(
    ({ event, facts }) => ({ bodies, event, facts }),
    (thrown: unknown) => ({ bodies, failed: (thrown as TransferError).code }),
  );
}

describe('a key that is free', () => {
  it.each(conflictPolicies)('is sent once under %s, and done', async (policy) => {
    const { bodies, event } = { event: undefined, ...(await send({ policy })) };
    expect(bodies).toEqual([policy === 'overwrite' ? 'may overwrite' : 'new']);
    expect(event).toEqual({ type: 'finish', verified: 'crc64' });
  });
});

describe('a key that is taken by another content', () => {
  const standing = object('1');

  it.each([
    ['overwrite', ['may overwrite'], { type: 'finish' }],
    ['skip', ['refused'], { type: 'skip', reason: 'exists' }],
    ['rename', ['refused'], { type: 'requeue' }],
    ['ask', ['refused'], { type: 'wait', why: 'conflict' }],
    ['skip-identical', ['may overwrite'], { type: 'finish' }],
    ['newer', ['may overwrite'], { type: 'finish' }],
  ] as const)('under %s', async (policy, bodies, event) => {
    expect(await send({ policy, standing })).toMatchObject({ bodies, event });
  });

  it('fails under fail, and asks for no comparison', async () => {
    expect(await send({ policy: 'fail', standing, headFails: 'internal' })).toEqual({
      bodies: ['refused'],
      failed: 'object-exists',
    });
  });

  it('gets another key on disk before anything is sent under it', async () => {
    const ending = await send({ policy: 'rename', standing });
    expect(ending).toMatchObject({ facts: { attempts: 0, dropCheckpoint: 'abort-upload' } });
    expect(ending).not.toMatchObject({ facts: { key: 'in/a.jpg' } });
  });
});

describe('an object that cannot be compared', () => {
  it.each(['skip-identical', 'newer'] as const)('is never overwritten under %s', async (policy) => {
    const standing = object('1');
    const ending = await send({ policy, standing, headFails: 'access-denied' });
    expect(ending).toEqual({ bodies: ['refused'], failed: 'not-comparable' });
  });
});

describe('an identical object', () => {
  it.each(['skip-identical', 'ask'] as const)('is skipped under %s', async (policy) => {
    const ending = await send({ policy, standing: object('77') });
    expect(ending).toMatchObject({ event: { type: 'skip', reason: 'identical' } });
  });
});

describe('a damaged object that a request of Ferry left', () => {
  it('is replaced under a policy that overwrites nothing', async () => {
    const ending = await send({ policy: 'fail', standing: object('1'), damagedEtag: 'o' });
    expect(ending).toMatchObject({ bodies: ['may overwrite'], event: { type: 'finish' } });
  });

  it('is left to the policy once another program replaced it', async () => {
    const standing = object('1', { etag: 'foreign' });
    const ending = await send({ policy: 'fail', standing, damagedEtag: 'o' });
    expect(ending).toEqual({ bodies: ['refused'], failed: 'object-exists' });
  });

  it('is left to the policy when another program replaces it before the body is sent', async () => {
    const standing = object('1');
    const replacement = object('1', { etag: 'foreign' });
    const ending = await send({ policy: 'skip', standing, damagedEtag: 'o', replacement });
    expect(ending).toMatchObject({
      bodies: ['refused'],
      event: { type: 'skip', reason: 'exists' },
    });
  });

  it('is done without a body when only the response was damaged', async () => {
    const ending = await send({ policy: 'fail', standing: object('77'), damagedEtag: 'o' });
    expect(ending).toMatchObject({ bodies: [], event: { type: 'finish', verified: 'crc64' } });
  });

  it('is named in the failure where HEAD is not permitted', async () => {
    const world = { policy: 'fail', standing: object('1'), damagedEtag: 'o' } as const;
    const ending = await send({ ...world, headFails: 'access-denied' });
    expect(ending).toEqual({ bodies: ['refused'], failed: 'object-differs' });
  });
});
