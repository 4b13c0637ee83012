import { assertNever } from '../../../shared/assert-never.ts';
import type { BoundDomain, CheckFacts, Diagnosis } from '../../../shared/account/diagnosis.ts';
import { formatSize } from '../../../shared/text/units.ts';
import type { MessageKey } from '../../locales/messages.ts';

/** A part of the text of a finding: a message with its values, or facts that need no translation. */
export type FindingWords =
  | { readonly key: MessageKey; readonly values?: Readonly<Record<string, string | number>> }
  | { readonly plain: string };

/** What a check found, in a few words each. */
export function findingWords(
  diagnosis: Extract<Diagnosis, { readonly outcome: 'found' }>,
): readonly FindingWords[] {
  if (diagnosis.check === 'bucket') return bucketWords(diagnosis.facts);
  if (diagnosis.check === 'protection') return protectionWords(diagnosis.facts);
  if (diagnosis.check !== 'domains') return [oneFinding(diagnosis)];
  const { domains } = diagnosis.facts;
  return domains.length === 0 ? [{ key: 'connect.found.none' }] : domains.map(domainWords);
}

function bucketWords(facts: CheckFacts['bucket']): readonly FindingWords[] {
  const { region, blockPublicAccess, versioning } = facts;
  return [
    { key: 'connect.found.region', values: { region } },
    ...(blockPublicAccess === true ? ([{ key: 'connect.found.blocked' }] as const) : []),
    ...(versioning === 'Enabled' ? ([{ key: 'connect.found.versioned' }] as const) : []),
  ];
}

function protectionWords(facts: CheckFacts['protection']): readonly FindingWords[] {
  const { overwriteRules, retentionDays } = facts;
  const rules: readonly FindingWords[] = [
    ...(overwriteRules ? ([{ key: 'connect.found.overwrite' }] as const) : []),
    ...(retentionDays === undefined
      ? []
      : ([{ key: 'connect.found.retention', values: { days: retentionDays } }] as const)),
  ];
  return rules.length === 0 ? [{ key: 'connect.found.none' }] : rules;
}

function domainWords({ domain, enabled, certificateUntil }: BoundDomain): FindingWords {
  if (!enabled) return { key: 'connect.found.domainOff', values: { domain } };
  return certificateUntil === undefined
    ? { key: 'connect.found.domainPlain', values: { domain } }
    : { key: 'connect.found.domain', values: { domain, day: dayOf(certificateUntil) } };
}

function oneFinding(
  diagnosis: Exclude<
    Extract<Diagnosis, { readonly outcome: 'found' }>,
    { readonly check: 'bucket' | 'domains' | 'protection' }
  >,
): FindingWords {
  switch (diagnosis.check) {
    case 'proxy': {
      const { proxy } = diagnosis.facts;
      return proxy === undefined ? { key: 'connect.found.direct' } : { plain: proxy };
    }
    case 'name': {
      const { addresses, alias } = diagnosis.facts;
      return {
        plain: [...(alias === undefined ? [] : [`CNAME ${alias}`]), ...addresses].join(', '),
      };
    }
    case 'route':
      return { plain: `${diagnosis.facts.milliseconds} ms` };
    case 'certificate': {
      const { issuer, names, validUntil } = diagnosis.facts;
      const values = { issuer, names: names.join(', '), day: dayOf(validUntil) };
      return { key: 'connect.found.certificate', values };
    }
    case 'clock':
      return {
        key: 'connect.found.apart',
        values: { seconds: Math.abs(Math.round(diagnosis.facts.offset / 1000)) },
      };
    case 'signature': {
      const { buckets } = diagnosis.facts;
      if (buckets === undefined) return { key: 'connect.found.hidden' };
      return { key: 'connect.found.buckets', values: { n: buckets } };
    }
    case 'rights': {
      const { leftBehind } = diagnosis;
      return { key: leftBehind === undefined ? 'connect.found.rights' : 'connect.found.begun' };
    }
    case 'speed':
      return { plain: `${formatSize(diagnosis.facts.bytesPerSecond)}/s` };
    default:
      return assertNever(diagnosis, 'check');
  }
}

function dayOf(time: number): string {
  return Number.isNaN(time) ? '?' : new Date(time).toISOString().slice(0, 10);
}
