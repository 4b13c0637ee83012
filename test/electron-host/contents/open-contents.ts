import type { HostWebContents } from './web-contents.ts';

const byId = new Map<number, HostWebContents>();
const byTarget = new Map<string, HostWebContents>();
let lastId = 0;

/** Every page that has not been destroyed. */
export const openContents = {
  nextId: (): number => ++lastId,
  add(contents: HostWebContents): void {
    byId.set(contents.id, contents);
  },
  addTarget(targetId: string, contents: HostWebContents): void {
    byTarget.set(targetId, contents);
  },
  remove(contents: HostWebContents): void {
    byId.delete(contents.id);
    for (const [targetId, held] of byTarget) if (held === contents) byTarget.delete(targetId);
  },
  all: (): HostWebContents[] => [...byId.values()],
  withId: (id: number): HostWebContents | undefined => byId.get(id),
  withTarget: (targetId: string): HostWebContents | undefined => byTarget.get(targetId),
};
