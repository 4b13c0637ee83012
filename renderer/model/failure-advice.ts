import type { ErrorCode } from '../../shared/errors.ts';

/** The action of the button that fixes an error code. */
export type Remedy =
  | 'retry'
  | 'new-versions'
  | 'sign-in'
  | 'edit-account'
  /** The data goes through a domain that OSS names for the bucket. */
  | 'bound-domain'
  | 'diagnose'
  | 'network'
  | 'change-key'
  | 'copy-policy'
  | 'transfer-settings'
  | 'show';

const remedies: Partial<Record<ErrorCode, Remedy>> = {
  'source-changed': 'new-versions',
  'credentials-expired': 'sign-in',
  'credentials-missing': 'sign-in',
  'credentials-rejected': 'sign-in',
  'proxy-authentication': 'network',
  'certificate-rejected': 'network',
  'certificate-expired': 'diagnose',
  'certificate-name-differs': 'diagnose',
  'bucket-elsewhere': 'edit-account',
  'domain-elsewhere': 'diagnose',
  'public-endpoint-refused': 'bound-domain',
  'signature-version-refused': 'diagnose',
  'public-access-blocked': 'show',
  'download-refused': 'bound-domain',
  'access-denied': 'copy-policy',
  'name-not-text': 'change-key',
  'key-invalid': 'change-key',
  'key-collision': 'change-key',
  'object-exists': 'change-key',
  'object-immutable': 'change-key',
  'overwrite-forbidden': 'change-key',
  'not-comparable': 'change-key',
  'size-refused': 'transfer-settings',
  'options-invalid': 'show',
};

/**
 * The action that helps with `code`; only for a single file where every file needs its own answer.
 */
export function remedyFor(code: ErrorCode, files: number): Remedy {
  const remedy = remedies[code] ?? 'retry';
  return remedy === 'change-key' && files > 1 ? 'show' : remedy;
}
