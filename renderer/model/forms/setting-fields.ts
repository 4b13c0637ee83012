import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import type { Settings } from '../../../shared/settings.ts';
import { formatPartSize, parseSize } from '../../../shared/text/units.ts';

/** The input and display format of a numeric setting. */
export interface SettingField {
  readonly name: Exclude<keyof Settings, 'proxy'>;
  readonly kind: 'count' | 'seconds' | 'megabytes' | 'size';
  readonly least: number;
  readonly most: number;
}

/** The limits come from the schema of the settings. */
export const settingFields = {
  jobsAtOnce: { name: 'jobsAtOnce', kind: 'count', least: 1, most: 64 },
  smallFilesAtOnce: { name: 'smallFilesAtOnce', kind: 'count', least: 1, most: 128 },
  partsAtOnce: { name: 'partsAtOnce', kind: 'count', least: 1, most: 128 },
  partsPerFile: { name: 'partsPerFile', kind: 'count', least: 1, most: 64 },
  retryBudget: { name: 'retryBudget', kind: 'count', least: 1, most: 100 },
  idleTimeout: { name: 'idleTimeout', kind: 'seconds', least: 1, most: 600 },
  bandwidthLimit: { name: 'bandwidthLimit', kind: 'megabytes', least: 0.01, most: 10_000 },
  partSize: {
    name: 'partSize',
    kind: 'size',
    least: ossLimits.minPartSize,
    most: ossLimits.maxPartSize,
  },
  multipartThreshold: {
    name: 'multipartThreshold',
    kind: 'size',
    least: 0,
    most: ossLimits.maxPutSize,
  },
} as const satisfies Record<string, SettingField>;

export function showSetting(kind: SettingField['kind'], value: number | null): string {
  if (value === null) return '';
  switch (kind) {
    case 'count':
      return String(value);
    case 'seconds':
      return String(value / 1000);
    case 'megabytes':
      return String(value / 1e6);
    case 'size':
      return formatPartSize(value);
  }
}

/** Whether a stepper changes the setting: whole numbers, not sizes and speeds. */
export function hasSteps({ kind }: SettingField): boolean {
  return kind === 'count' || kind === 'seconds';
}

/** The text one step above or below what is typed, within the bounds. */
export function stepSetting({ least, most }: SettingField, typed: string, step: 1 | -1): string {
  const value = Math.trunc(Number(typed.trim().replace(',', '.')));
  const next = Number.isNaN(value) ? least : value + step;
  return String(Math.min(most, Math.max(least, next)));
}

/** The typed value; undefined when it is invalid or out of bounds, null for "no limit". */
export function readSetting(field: SettingField, typed: string): number | null | undefined {
  const text = typed.trim().replace(',', '.');
  if (field.kind === 'megabytes' && text === '') return null;
  const value =
    field.kind === 'size' ? parseSize(text) : /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (value === undefined || value < field.least || value > field.most) return undefined;
  if (field.kind === 'megabytes') return Math.max(1024, Math.round(value * 1e6));
  if (field.kind === 'size') return value;
  if (!Number.isInteger(value)) return undefined;
  return field.kind === 'seconds' ? value * 1000 : value;
}
