import { registerHooks } from 'node:module';
import type { PlantedBug } from './planted-bug.ts';

const root = new URL('../../../', import.meta.url);

/**
 * Plants a bug in the modules that this thread loads from now on.
 *
 * @returns the files that were changed so far, to be looked at when all are loaded
 */
export function plant(bug: PlantedBug): ReadonlySet<string> {
  const planted = new Set<string>();
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      const edits = bug.edits.filter(({ file }) => new URL(file, root).href === url);
      if (edits.length === 0) return loaded;
      let source = textOf(loaded.source);
      for (const { file, find, replace } of edits) {
        if (source.split(find).length !== 2) {
          throw new Error(`${bug.name}: ${file} does not hold, exactly once: ${find}`);
        }
        source = source.replace(find, () => replace);
        planted.add(file);
      }
      return { ...loaded, source };
    },
  });
  return planted;
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray | null | undefined): string {
  if (typeof source === 'string') return source;
  return new TextDecoder().decode(source ?? undefined);
}
