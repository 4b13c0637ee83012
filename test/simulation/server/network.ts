import type { ErrorRecord } from '../../../shared/errors.ts';
import type { FaultName } from '../world/faults.ts';
import type { World } from '../world/world.ts';

/** The calls of ObjectStore. */
export type Call =
  | 'head'
  | 'put'
  | 'initiate'
  | 'uploadPart'
  | 'complete'
  | 'abort'
  | 'listParts'
  | 'listUploads'
  | 'probe';

/** What becomes of one request. */
export type Fate =
  | { readonly kind: 'answered' }
  /** It never arrives. `at` says how far it got, from 0 to 1. */
  | { readonly kind: 'stopped'; readonly error: ErrorRecord; readonly at: number }
  /** It arrives and is refused by OSS for a reason that is not its content. */
  | { readonly kind: 'refused'; readonly error: ErrorRecord }
  /** It arrives and has its effect, and its response is lost. */
  | { readonly kind: 'answer-lost'; readonly error: ErrorRecord }
  /** Nothing moves any more. `arrives` says whether it had its effect before. */
  | { readonly kind: 'stalls'; readonly arrives: boolean };

const answerLost: Partial<Record<Call, FaultName>> = {
  uploadPart: 'part-answer-lost',
  complete: 'complete-answer-lost',
  initiate: 'initiate-answer-lost',
  put: 'put-answer-lost',
};

/** The way to OSS: what lasts for a while, and what strikes single requests. */
export class Network {
  readonly #world: World;
  down = false;
  portal = false;
  wantsProxyPassword = false;
  badCertificate = false;
  /** Accounts whose keys OSS does not take now. */
  readonly rejectedAccounts = new Set<string>();
  /** The oldest token that OSS takes, for accounts of which some have expired. */
  readonly oldestTokens = new Map<string, number>();
  /** Bytes of a body after which its connection breaks, for every body. */
  cutsAfter = Infinity;
  headDenied = false;
  listDenied = false;
  /** Whether it was so for a time. */
  listWasDenied = false;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * @param token the serial number of the token that the request was signed with
   * @param bytes the length of its body
   */
  fateOf(call: Call, accountId: string, token: number, bytes: number): Fate {
    const { faults, random } = this.#world;
    const lasting = this.#lasting(call, accountId, token);
    if (lasting !== undefined) return lasting;
    if (bytes > this.cutsAfter) return stopped('connection-lost', this.cutsAfter / bytes);
    if (faults.strikes('link-drops')) return stopped('connection-lost', random.next());
    if (faults.strikes('zero-progress')) return { kind: 'stalls', arrives: random.chance(0.5) };
    if (faults.strikes('redirect-refused')) return stopped('redirect-refused', 1);
    if (faults.strikes('clock-skewed')) return refused({ code: 'clock-skewed' });
    if (faults.strikes('server-busy')) {
      const retryAfter = random.chance(0.5) ? random.int(100, 5000) : undefined;
      return refused({ code: 'server-busy', ...(retryAfter !== undefined && { retryAfter }) });
    }
    if (faults.strikes('server-error')) {
      const error: ErrorRecord = { code: 'server-error', status: 500 };
      return random.chance(0.3) ? { kind: 'answer-lost', error } : refused(error);
    }
    const mayBeDenied = call === 'put' || call === 'initiate' || call === 'uploadPart';
    if (mayBeDenied && faults.strikes('access-denied')) {
      return refused({ code: 'access-denied', missingAction: 'oss:PutObject' });
    }
    const lost = answerLost[call];
    if (lost !== undefined && faults.strikes(lost)) {
      return { kind: 'answer-lost', error: { code: 'connection-lost' } };
    }
    if ((call === 'put' || call === 'uploadPart') && faults.strikes('etag-missing')) {
      return { kind: 'answer-lost', error: { code: 'unexpected-answer' } };
    }
    return { kind: 'answered' };
  }

  #lasting(call: Call, accountId: string, token: number): Fate | undefined {
    const { faults } = this.#world;
    if (this.down) {
      faults.count('network-down');
      return stopped('offline', 0);
    }
    if (this.wantsProxyPassword) {
      faults.count('proxy-password');
      return stopped('proxy-authentication', 0);
    }
    if (this.badCertificate) {
      faults.count('certificate-rejected');
      return stopped('certificate-rejected', 0);
    }
    if (this.portal) {
      faults.count('captive-portal');
      return stopped('unexpected-answer', 1);
    }
    if (this.rejectedAccounts.has(accountId)) {
      faults.count('keys-rejected');
      return refused({ code: 'credentials-rejected' });
    }
    if (token < (this.oldestTokens.get(accountId) ?? 0)) {
      faults.count('token-expires');
      return refused({ code: 'credentials-expired' });
    }
    if (call === 'head' && this.headDenied) {
      faults.count('head-denied');
      return refused({ code: 'access-denied', missingAction: 'oss:GetObject' });
    }
    if (call === 'listUploads' && this.listDenied) {
      faults.count('list-denied');
      return refused({ code: 'access-denied', missingAction: 'oss:ListMultipartUploads' });
    }
    return undefined;
  }
}

function stopped(code: ErrorRecord['code'], at: number): Fate {
  return { kind: 'stopped', error: { code }, at };
}

function refused(error: ErrorRecord): Fate {
  return { kind: 'refused', error };
}
