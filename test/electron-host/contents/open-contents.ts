import type { HostWebContents } from './web-contents.ts';

const byTarget = new Map<string, HostWebContents>();
let lastId = 0;

/** Every page that has not been destroyed, by Chromium's id of its target. */
export const openContents = {
  nextId: (): number => ++lastId,
  add(targetId: string, contents: HostWebContents): void {
    byTarget.set(targetId, contents);
  },
  remove(contents: HostWebContents): void {
    for (const [targetId, held] of byTarget) if (held === contents) byTarget.delete(targetId);
  },
  withTarget: (targetId: string): HostWebContents | undefined => byTarget.get(targetId),
};
