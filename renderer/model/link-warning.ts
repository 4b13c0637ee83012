import { type CopiedLinks, linkNotes } from '../../shared/account/object-links.ts';
import type { CountedText, Notice } from '../stores/notices.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** What to know about copied links: why they may not open, the notes, and when they end. */
export function linkWarning(copied: CopiedLinks, now: number): Pick<Notice, 'more' | 'cause'> {
  const { notes, problem, expiresAt } = copied;
  if (problem !== undefined) return { more: [{ key: 'notice.links.problem' }], cause: problem };
  const found = linkNotes.filter((one) => notes[one] > 0);
  const more: CountedText[] = found.map((note) => ({
    key: `notice.links.${note}`,
    count: notes[note],
  }));
  if (expiresAt !== undefined) more.push(timeLeft(expiresAt - now));
  return more.length === 0 ? {} : { more };
}

function timeLeft(left: number): CountedText {
  return left < 2 * day
    ? { key: 'notice.links.hours', count: Math.max(1, Math.round(left / hour)) }
    : { key: 'notice.links.days', count: Math.round(left / day) };
}
