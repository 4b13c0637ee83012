const sizeUnits: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  K: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/**
 * Reads a size such as `8MiB`, `1.5 GB`, `100k` or `4096` as a whole number of bytes.
 * `MB` is decimal, `MiB` binary (IEC 80000-13); a bare `M` is binary, as in ossutil and rclone.
 * Returns `undefined` when the text is no size.
 */
export function parseSize(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const wanted = match[2].toLowerCase();
  const unit = Object.entries(sizeUnits).find(([name]) => name.toLowerCase() === wanted);
  if (unit === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * unit[1]);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Reads a speed such as `10MB/s` in bytes a second; the `/s` is optional. */
export function parseSpeed(text: string): number | undefined {
  return parseSize(text.replace(/\/s\s*$/i, ''));
}

/** `1.86 GB`: three significant digits and decimal units, as file managers show them. */
export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  // Three digits would print 999.5 as "1000", so it belongs to the next unit.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit] ?? 'B'}`;
}

/** `8 MiB`: binary units, for part sizes. */
export function formatPartSize(bytes: number): string {
  for (const [name, factor] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ] as const) {
    if (bytes >= factor) return `${Number((bytes / factor).toFixed(2))} ${name}`;
  }
  return `${bytes} B`;
}

/** `22 s`, `3 min`, `1 h 12 min`: rounded, because a remaining time is an estimate. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** `22 s`, `1 min 29 s`, `1 h 12 min`: for measured times. */
export function formatElapsed(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const parts =
    hours > 0
      ? [
          [hours, 'h'],
          [minutes, 'min'],
        ]
      : [
          [minutes, 'min'],
          [rest, 's'],
        ];
  const shown = parts.filter(([count]) => count !== 0).map(([count, unit]) => `${count} ${unit}`);
  return shown.join(' ') || '0 s';
}
