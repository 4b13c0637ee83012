import { expect, it } from 'vitest';
import { createWords } from '../../../../renderer/i18n.ts';
import { english } from '../../../../renderer/locales/en.ts';
import { chinese } from '../../../../renderer/locales/zh-cn.ts';
import { findingWords } from '../../../../renderer/model/forms/diagnosis-words.ts';
import type { Diagnosis } from '../../../../shared/account/diagnosis.ts';

type Found = Extract<Diagnosis, { readonly outcome: 'found' }>;

const words = createWords({ en: english, 'zh-CN': chinese });

function textIn(language: 'en' | 'zh-CN', diagnosis: Found): string {
  const { t } = words.global;
  words.global.locale.value = language;
  return findingWords(diagnosis)
    .map((one) => ('plain' in one ? one.plain : t(one.key, one.values ?? {})))
    .join(t('connect.found.gap'));
}

const until = Date.parse('2027-01-31T00:00:00Z');

it.each<[Found, string, string]>([
  [
    {
      check: 'domains',
      outcome: 'found',
      facts: {
        domains: [
          { domain: 'a.example.com', enabled: true, certificateUntil: until },
          { domain: 'b.example.com', enabled: true },
          { domain: 'c.example.com', enabled: false, certificateUntil: until },
        ],
      },
    },
    'a.example.com, certificate until 2027-01-31; b.example.com, no certificate; c.example.com, disabled',
    'a.example.com（证书有效期至 2027-01-31）；b.example.com（无证书）；c.example.com（已停用）',
  ],
  [
    {
      check: 'bucket',
      outcome: 'found',
      facts: {
        ...{ region: 'cn-hangzhou', acl: 'private', acceleration: false },
        ...{ blockPublicAccess: true, versioning: 'Enabled' },
      },
    },
    'in cn-hangzhou; Block Public Access is on; versioning is on',
    '位于 cn-hangzhou；已开启阻止公共访问；已开启版本控制',
  ],
  [
    { check: 'bucket', outcome: 'found', facts: { region: 'cn-beijing' } },
    'in cn-beijing',
    '位于 cn-beijing',
  ],
  [
    {
      check: 'certificate',
      outcome: 'found',
      facts: { issuer: 'CA', names: ['a.example.com', '*.example.com'], validUntil: until },
    },
    'for a.example.com, *.example.com, issued by CA, valid until 2027-01-31',
    '域名 a.example.com, *.example.com，颁发者 CA，有效期至 2027-01-31',
  ],
  [
    {
      check: 'name',
      outcome: 'found',
      facts: { addresses: ['1.2.3.4'], alias: 'photos.oss-cn-hangzhou.aliyuncs.com' },
    },
    'CNAME photos.oss-cn-hangzhou.aliyuncs.com, 1.2.3.4',
    'CNAME photos.oss-cn-hangzhou.aliyuncs.com, 1.2.3.4',
  ],
  [
    {
      check: 'protection',
      outcome: 'found',
      facts: { overwriteRules: true, retentionDays: 7 },
    },
    'rules forbid overwriting some objects; objects are kept for 7 days',
    '规则禁止覆盖部分文件；文件保留 7 天',
  ],
  [{ check: 'clock', outcome: 'found', facts: { offset: -900 } }, '1 s apart', '相差 1 秒'],
])('%j is said in both languages', (diagnosis, inEnglish, inChinese) => {
  expect(textIn('en', diagnosis)).toBe(inEnglish);
  expect(textIn('zh-CN', diagnosis)).toBe(inChinese);
});
