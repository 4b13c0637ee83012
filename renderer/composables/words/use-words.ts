import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { ErrorCode } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/text/units.ts';
import type { Language, MessageKey } from '../../locales/messages.ts';
import { roundDuration } from '../../model/list/round-duration.ts';

export type MessageValues = Readonly<Record<string, string | number>>;

/** The words and the formats of the window's language. */
export function useWords() {
  const { t: translate, locale } = useI18n({ useScope: 'global' });
  const language = computed(() => locale.value as Language);
  const numbers = computed(() => new Intl.NumberFormat(language.value));
  const times = computed(
    () =>
      new Intl.DateTimeFormat(language.value, {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hour12: false,
      }),
  );
  const moments = computed(
    () =>
      new Intl.DateTimeFormat(language.value, {
        dateStyle: 'medium',
        timeStyle: 'short',
        hour12: false,
      }),
  );

  const clocks = computed(
    () =>
      new Intl.DateTimeFormat(language.value, {
        hour: '2-digit',
        minute: '2-digit',
        hour12: false,
      }),
  );
  const days = computed(
    () => new Intl.DateTimeFormat(language.value, { month: 'short', day: 'numeric' }),
  );
  const months = computed(
    () => new Intl.DateTimeFormat(language.value, { month: 'long', year: 'numeric' }),
  );

  function t(key: MessageKey, values: MessageValues = {}): string {
    return translate(key, values);
  }

  /** The gap between two sentences; Chinese sentences need no space. */
  const gap = computed(() => (language.value === 'zh-CN' ? '' : ' '));

  function number(value: number): string {
    return numbers.value.format(value);
  }

  /** A message with a count: `{n}` is the number, and the language chooses the plural form. */
  function count(key: MessageKey, value: number, values: MessageValues = {}): string {
    return translate(key, { n: number(value), ...values }, value);
  }

  function duration(seconds: number): string {
    const rounded = roundDuration(seconds);
    return t(`units.${rounded.unit}`, rounded.values);
  }

  /** A time of today without its date; older times with their date. */
  function moment(at: number): string {
    const date = new Date(at);
    const today = date.toDateString() === new Date().toDateString();
    return (today ? times : moments).value.format(date);
  }

  /** The clock for today and yesterday, the day for what is older. */
  function when(at: number): string {
    const yesterday = new Date();
    yesterday.setHours(0, 0, 0, 0);
    yesterday.setDate(yesterday.getDate() - 1);
    return (at >= yesterday.getTime() ? clocks : days).value.format(at);
  }

  /** @param month such as `2026-10` */
  function month(month: string): string {
    const [year = 0, number = 1] = month.split('-').map(Number);
    return months.value.format(new Date(year, number - 1, 1));
  }

  return {
    language,
    gap,
    sentences: (...texts: readonly string[]) => texts.join(gap.value),
    t,
    count,
    number,
    duration,
    moment,
    when,
    month,
    size: formatSize,
    speed: (bytes: number) => t('units.speed', { size: formatSize(bytes) }),
    /** Of work that is not finished: bytes that were sent still wait for their confirmation. */
    percent: (share: number) =>
      t('units.percent', { value: Math.min(99, Math.floor(share * 100)) }),
    errorTitle: (code: ErrorCode) => t(`errors.${code}.title`),
    errorSentence: (code: ErrorCode) => t(`errors.${code}.sentence`),
    errorNext: (code: ErrorCode) => t(`errors.${code}.next`),
  };
}
