import { expect, it } from 'vitest';
import { diagnosisLines, speedBars } from '../../../../main/cli/commands/doctor.ts';
import type { Diagnosis } from '../../../../shared/account/diagnosis.ts';

const until = Date.parse('2027-01-31T00:00:00Z');
const address = { endpoint: 'https://a.example.com', addressing: 'custom-domain' } as const;

it.each<[Diagnosis, string]>([
  [{ check: 'proxy', host: 'h', outcome: 'found', facts: {} }, 'ok        Proxy (h): none'],
  [
    { check: 'name', outcome: 'found', facts: { addresses: ['1.2.3.4'], alias: 'b.example.com' } },
    'ok        Name: 1.2.3.4, an alias of b.example.com',
  ],
  [
    {
      check: 'certificate',
      outcome: 'found',
      facts: { issuer: 'CA', names: ['a.example.com'], validUntil: until },
    },
    'ok        Certificate: issued by CA for a.example.com, until 2027-01-31',
  ],
  [
    {
      check: 'domains',
      outcome: 'found',
      facts: {
        domains: [
          { domain: 'a.example.com', enabled: true, certificateUntil: until },
          { domain: 'b.example.com', enabled: false },
        ],
      },
    },
    'ok        Bound domains: a.example.com (certificate until 2027-01-31), b.example.com (no certificate, disabled)',
  ],
  [
    { check: 'protection', outcome: 'found', facts: { overwriteRules: true, retentionDays: 7 } },
    'ok        Protection: rules forbid overwriting some objects; objects are kept for 7 days',
  ],
])('%j is one line', (diagnosis, line) => {
  expect(diagnosisLines(diagnosis)).toEqual([line]);
});

it('a failed check has the next step, a missing right has not', () => {
  const error = { code: 'public-endpoint-refused', ecCode: '0048-00000401' } as const;
  const lines = diagnosisLines({ check: 'rights', outcome: 'failed', error });
  expect(lines[0]).toMatch(/^failed {4}Right to upload: OSS takes no data/);
  expect(lines[1]).toContain('--domain');
  expect(lines[2]).toContain('EC 0048-00000401');
  const denied = { code: 'access-denied', missingAction: 'oss:ListCname' } as const;
  expect(diagnosisLines({ check: 'domains', outcome: 'not-permitted', error: denied })).toEqual([
    'no right  Bound domains: The account lacks the right oss:ListCname.',
  ]);
});

it('an upload that was left behind has its place and the command that aborts it', () => {
  const leftBehind = { bucket: 'photos', key: 'in/.ferry-doctor-1', uploadId: 'T1' };
  const lines = diagnosisLines({ check: 'rights', outcome: 'found', facts: {}, leftBehind });
  expect(lines[0]).toBe('ok        Right to upload: an upload was begun');
  expect(lines[1]).toContain('bucket photos, key in/.ferry-doctor-1, upload id T1');
  expect(lines[3]?.trim()).toBe('ferry parts abort T1 --bucket photos');
});

it('speeds are bars, the fastest the longest', () => {
  const speed = (host: string, bytesPerSecond: number): Diagnosis => ({
    check: 'speed',
    host,
    outcome: 'found',
    facts: { address, bytesPerSecond },
  });
  const bars = speedBars([speed('slow', 500_000), speed('fast.example.com', 2_000_000)]);
  expect(bars.map((bar) => bar.split('█').length - 1)).toEqual([5, 20]);
  expect(bars[0]).toContain('slow');
});
