import { describe, expect, it } from 'vitest';
import { linkWarning } from '../../../renderer/model/link-warning.ts';
import { type ObjectLink, summarizeLinks } from '../../../shared/account/object-links.ts';

const hour = 60 * 60 * 1000;
const link = (change: Partial<ObjectLink> = {}): ObjectLink => ({ url: '', notes: [], ...change });

describe('what is said about copied links', () => {
  it('is nothing for public links', () => {
    expect(linkWarning(summarizeLinks([link()]), 0)).toEqual({});
  });

  it('is when the first of them ends', () => {
    const links = [link({ expiresAt: 72 * hour }), link({ expiresAt: hour }), link()];
    const copied = summarizeLinks(links);
    expect(copied).toMatchObject({ count: 3, signed: 2, expiresAt: hour });
    expect(linkWarning(copied, 0)).toEqual({ more: [{ key: 'notice.links.hours', count: 1 }] });
    const week = summarizeLinks([link({ expiresAt: 7 * 24 * hour })]);
    expect(linkWarning(week, 0).more).toEqual([{ key: 'notice.links.days', count: 7 }]);
  });

  it('is that they end with the token, and that the browser saves the files', () => {
    const notes = ['downloads', 'ends-with-token'] as const;
    const copied = summarizeLinks([link({ expiresAt: hour, notes }), link({ notes: [] })]);
    expect(linkWarning(copied, 0).more).toEqual([
      { key: 'notice.links.downloads', count: 1 },
      { key: 'notice.links.ends-with-token', count: 1 },
      { key: 'notice.links.hours', count: 1 },
    ]);
  });

  it('is why OSS refused a link when Ferry tried it', () => {
    const copied = summarizeLinks([link({ problem: 'access-denied', expiresAt: hour })]);
    expect(linkWarning(copied, 0)).toEqual({
      more: [{ key: 'notice.links.problem' }],
      cause: 'access-denied',
    });
  });
});
