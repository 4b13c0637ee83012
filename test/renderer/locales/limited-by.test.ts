import { expect, it } from 'vitest';
import { createWords } from '../../../renderer/i18n.ts';
import { chinese } from '../../../renderer/locales/zh-cn.ts';
import { english } from '../../../renderer/locales/en.ts';

it.each([
  [
    'en',
    'Limited by the disk that the files are on: it is read more slowly than they are sent.',
    'Limited by your settings.',
  ],
  ['zh-CN', '受文件所在磁盘限制：读取比发送慢。', '受您的设置限制。'],
] as const)('the limit of the connections is named in %s', (locale, disk, setting) => {
  const words = createWords({ en: english, 'zh-CN': chinese });
  words.global.locale.value = locale;
  expect(words.global.t('details.limitedBy.disk')).toBe(disk);
  expect(words.global.t('details.limitedBy.setting')).toBe(setting);
});
