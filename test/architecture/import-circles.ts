/** What each file imports, by path; paths that are no key are left out. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

interface Visit {
  readonly index: number;
  lowest: number;
  isOpen: boolean;
}

/**
 * The groups of files that import each other in a circle, each sorted, the groups by first file.
 * Tarjan's strongly connected components (SIAM Journal on Computing 1, 1972).
 */
export function findCircles(graph: ImportGraph): readonly (readonly string[])[] {
  const visits = new Map<string, Visit>();
  const open: string[] = [];
  const circles: string[][] = [];

  function visit(path: string): Visit {
    const own: Visit = { index: visits.size, lowest: visits.size, isOpen: true };
    visits.set(path, own);
    open.push(path);
    for (const target of graph.get(path) ?? []) {
      if (!graph.has(target)) continue;
      const seen = visits.get(target);
      if (seen === undefined) own.lowest = Math.min(own.lowest, visit(target).lowest);
      else if (seen.isOpen) own.lowest = Math.min(own.lowest, seen.index);
    }
    if (own.lowest === own.index) close(path);
    return own;
  }

  function close(first: string): void {
    const group = open.splice(open.indexOf(first));
    for (const path of group) {
      const member = visits.get(path);
      if (member !== undefined) member.isOpen = false;
    }
    const importsItself = graph.get(first)?.includes(first) === true;
    if (group.length > 1 || importsItself) circles.push(group.sort());
  }

  for (const path of graph.keys()) if (!visits.has(path)) visit(path);
  return circles.sort(([a = ''], [b = '']) => a.localeCompare(b));
}
