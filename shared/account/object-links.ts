import type { ErrorCode } from '../errors.ts';
import type { objectAcls } from '../upload/upload-options.ts';
import type { SkipReason, StateName, TransferState } from '../transfer-state.ts';

/** Seven days in seconds: OSS accepts no V4 signature that is valid for longer. */
export const longestLinkLifetime = 604_800;

/** The lifetimes of signed links that Ferry offers: an hour, a day, seven days; in seconds. */
export const linkLifetimes = [3600, 86_400, longestLinkLifetime] as const;

/** How links shall be made. */
export interface LinkWish {
  /** `automatic`: without a signature when the object is public. */
  readonly access: 'automatic' | 'signed';
  /** Seconds for which a signed link is valid, at most `longestLinkLifetime`. */
  readonly lifetime: number;
}

/** An object for which a link is made. */
export interface LinkedObject {
  readonly accountId: string;
  readonly bucket: string;
  readonly key: string;
  /** The ACL of the object, if known; `default` follows the ACL of the bucket. */
  readonly acl?: (typeof objectAcls)[number];
}

/** What the owner of a link should know. */
export const linkNotes = [
  /** OSS refuses apps (.apk, .ipa) on its own domains. */
  'app-refused',
  /** Browsers save the object instead of showing it: the link uses a domain of OSS. */
  'downloads',
  /** The domain has no certificate, so the link is not encrypted. */
  'unencrypted',
  /** Temporary keys signed the link, so it ends with them, before the wanted lifetime. */
  'ends-with-token',
] as const;
export type LinkNote = (typeof linkNotes)[number];

export interface ObjectLink {
  readonly url: string;
  /** Milliseconds since 1970; absent for a link without a signature. */
  readonly expiresAt?: number;
  readonly notes: readonly LinkNote[];
  /** Why OSS refused the first link of the bucket when Ferry tried it. */
  readonly problem?: ErrorCode;
}

/** The links that were copied together. */
export interface CopiedLinks {
  readonly count: number;
  /** The number of links with a signature. */
  readonly signed: number;
  /** The end of the signed link that ends first, in milliseconds since 1970. */
  readonly expiresAt?: number;
  /** The number of links with each note. */
  readonly notes: Readonly<Record<LinkNote, number>>;
  readonly problem?: ErrorCode;
}

export function summarizeLinks(links: readonly ObjectLink[]): CopiedLinks {
  const notes = { 'app-refused': 0, downloads: 0, unencrypted: 0, 'ends-with-token': 0 };
  let signed = 0;
  let expiresAt = Number.POSITIVE_INFINITY;
  let problem: ErrorCode | undefined;
  for (const link of links) {
    for (const note of link.notes) notes[note] += 1;
    problem ??= link.problem;
    if (link.expiresAt === undefined) continue;
    signed += 1;
    expiresAt = Math.min(expiresAt, link.expiresAt);
  }
  return {
    ...{ count: links.length, signed, notes },
    ...(signed > 0 && { expiresAt }),
    ...(problem !== undefined && { problem }),
  };
}

/** What two portions of links were together. */
export function addLinks(one: CopiedLinks, other: CopiedLinks): CopiedLinks {
  const notes = { ...one.notes };
  for (const note of linkNotes) notes[note] += other.notes[note];
  const expiry = [one.expiresAt, other.expiresAt].filter((at) => at !== undefined);
  const problem = one.problem ?? other.problem;
  return {
    ...{ count: one.count + other.count, signed: one.signed + other.signed, notes },
    ...(expiry.length > 0 && { expiresAt: Math.min(...expiry) }),
    ...(problem !== undefined && { problem }),
  };
}

/** States of the files whose objects can have a link: those that arrived, or were there before. */
export const linkedStates = ['done', 'skipped'] as const satisfies readonly StateName[];

/** Skips that say nothing of OSS: the file is no file to upload, or waits in another batch. */
const withoutObject: readonly SkipReason[] = [
  ...(['already-queued', 'symbolic-link', 'special-file'] as const),
  ...(['folder-read', 'own-database', 'gone'] as const),
];

/** Whether the object of a file with one of `linkedStates` is there. */
export function hasObject(state: TransferState): boolean {
  return state.name !== 'skipped' || !withoutObject.includes(state.reason);
}

/** Files of an upload that can have a link, by its counters. */
export function filesWithLinks(upload: {
  readonly files: Readonly<Record<StateName, number>>;
  readonly skips?: readonly { readonly reason: SkipReason; readonly files: number }[];
}): number {
  const without = (upload.skips ?? [])
    .filter(({ reason }) => withoutObject.includes(reason))
    .reduce((sum, { files }) => sum + files, 0);
  return linkedStates.reduce((sum, name) => sum + upload.files[name], 0) - without;
}
