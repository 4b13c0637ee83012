/**
 * Imports the modules named as arguments and prints what else was resolved on the way, as one JSON
 * list: `node test/architecture/loaded-modules.ts file:///…/main/engine/engine.ts`.
 */
import { registerHooks } from 'node:module';

const resolved = new Set<string>();
registerHooks({
  resolve(specifier, context, next) {
    resolved.add(specifier);
    return next(specifier, context);
  },
});
for (const url of process.argv.slice(2)) await import(url);
process.stdout.write(JSON.stringify([...resolved]));
