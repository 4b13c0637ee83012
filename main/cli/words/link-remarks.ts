import {
  type LinkNote,
  linkNotes,
  type ObjectLink,
  summarizeLinks,
} from '../../../shared/account/object-links.ts';
import { describeError } from './describe-error.ts';

const sentences: Readonly<Record<LinkNote, string>> = {
  'app-refused':
    'OSS delivers no app (.apk, .ipa) through its own domain: bind a domain to the bucket.',
  downloads: 'Browsers save the objects instead of showing them: bind a domain to the bucket.',
  unencrypted: 'The domain has no certificate, so the links are not encrypted.',
  'ends-with-token': 'Temporary keys signed the links, so they end with these keys.',
};

/** What the user should know about links, one line each. */
export function linkRemarks(links: readonly ObjectLink[]): readonly string[] {
  const { notes, problem, expiresAt } = summarizeLinks(links);
  const lines: string[] = [];
  if (problem !== undefined) {
    const { sentence, next } = describeError({ code: problem });
    lines.push('OSS refused the first link when Ferry tried it.', sentence, next);
  }
  for (const note of linkNotes) if (notes[note] > 0) lines.push(sentences[note]);
  if (expiresAt !== undefined) {
    lines.push(`Signed links end at ${new Date(expiresAt).toISOString().slice(0, 16)}Z.`);
  }
  return lines;
}
