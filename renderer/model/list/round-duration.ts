/** A rounded duration: at most two units, because a remaining time is an estimate. */
export type RoundedDuration =
  | { readonly unit: 'seconds'; readonly values: { readonly seconds: number } }
  | { readonly unit: 'minutes'; readonly values: { readonly minutes: number } }
  | { readonly unit: 'hours'; readonly values: { readonly hours: number } }
  | {
      readonly unit: 'hoursMinutes';
      readonly values: { readonly hours: number; readonly minutes: number };
    }
  | { readonly unit: 'days'; readonly values: { readonly days: number; readonly hours: number } };

export function roundDuration(seconds: number): RoundedDuration {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return { unit: 'seconds', values: { seconds: whole } };
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return { unit: 'minutes', values: { minutes } };
  const hours = Math.floor(minutes / 60);
  if (hours >= 48)
    return { unit: 'days', values: { days: Math.floor(hours / 24), hours: hours % 24 } };
  if (minutes % 60 === 0) return { unit: 'hours', values: { hours } };
  return { unit: 'hoursMinutes', values: { hours, minutes: minutes % 60 } };
}
