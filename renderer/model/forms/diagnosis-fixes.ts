import type { BoundDomain, Diagnosis } from '../../../shared/account/diagnosis.ts';
import type { AccountForm } from './account-form.ts';

/** A change of the form that a result proposes. */
export type DiagnosisFix =
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'domain'; readonly domain: string };

const ossEndpoint = /^oss-([a-z0-9-]+)\.aliyuncs\.com$/;

/**
 * What the form can change about a result: the region that OSS names, or a bound domain.
 *
 * @param found all results, so that no domain is proposed whose name leads elsewhere
 */
export function fixesOf(
  diagnosis: Diagnosis,
  form: Pick<AccountForm, 'dataWay' | 'dataEndpoint' | 'endpoint' | 'network'>,
  found: readonly Diagnosis[],
): readonly DiagnosisFix[] {
  if (diagnosis.outcome === 'failed') {
    const region = ossEndpoint.exec(diagnosis.error.endpoint ?? '')?.[1];
    return region === undefined ? [] : [{ kind: 'region', region }];
  }
  if (diagnosis.outcome !== 'found' || diagnosis.check !== 'domains') return [];
  return usableDomains(diagnosis.facts.domains, found)
    .map(({ domain }) => ({ kind: 'domain' as const, domain: addressOf(domain, form) }))
    .filter(({ domain }) => form.dataWay !== 'domain' || form.dataEndpoint !== domain);
}

/** The enabled domains whose name did not prove to lead elsewhere. */
export function usableDomains(
  domains: readonly BoundDomain[],
  found: readonly Diagnosis[],
): readonly BoundDomain[] {
  const strays = found.flatMap(({ check, outcome, host }) =>
    check === 'name' && outcome === 'failed' ? [host?.replace(/:\d+$/, '')] : [],
  );
  return domains.filter(({ enabled, domain }) => enabled && !strays.includes(domain));
}

/** The fields of the form after the change. */
export function applyFix(fix: DiagnosisFix): Partial<AccountForm> {
  return fix.kind === 'region'
    ? { region: fix.region }
    : { dataWay: 'domain', dataEndpoint: fix.domain };
}

/** A server of one's own, such as the sandbox, has its domains at its own port. */
function addressOf(
  domain: string,
  { network, endpoint }: Pick<AccountForm, 'endpoint' | 'network'>,
) {
  const url = network === 'custom' ? URL.parse(endpoint) : null;
  if (url === null || url.hostname.endsWith('.aliyuncs.com')) return domain;
  const port = url.port === '' ? '' : `:${url.port}`;
  return url.protocol === 'https:' ? `${domain}${port}` : `http://${domain}${port}`;
}
