import { assertNever } from '../../../shared/assert-never.ts';
import type { Diagnosis } from '../../../shared/account/diagnosis.ts';
import { formatSize } from '../../../shared/text/units.ts';
import type { MessageKey } from '../../locales/messages.ts';

/** The text of a finding: a message with its values, or facts that need no translation. */
export type FindingWords =
  | { readonly key: MessageKey; readonly values?: Readonly<Record<string, string | number>> }
  | { readonly plain: string };

/** What a check found, in a few words. */
export function findingWords(
  diagnosis: Extract<Diagnosis, { readonly outcome: 'found' }>,
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
    case 'certificate':
      return { key: 'connect.found.until', values: { day: dayOf(diagnosis.facts.validUntil) } };
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
    case 'bucket': {
      const { region, blockPublicAccess } = diagnosis.facts;
      return {
        key: blockPublicAccess === true ? 'connect.found.blocked' : 'connect.found.region',
        values: { region },
      };
    }
    case 'domains': {
      const { domains } = diagnosis.facts;
      if (domains.length === 0) return { key: 'connect.found.none' };
      return { plain: domains.map(({ domain }) => domain).join(', ') };
    }
    case 'protection': {
      const { overwriteRules, retentionDays } = diagnosis.facts;
      if (retentionDays !== undefined) {
        return { key: 'connect.found.retention', values: { days: retentionDays } };
      }
      return { key: overwriteRules ? 'connect.found.overwrite' : 'connect.found.none' };
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
