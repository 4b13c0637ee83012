import { guard } from '../strict.ts';
import { decodeWire, encodeWire } from '../wire/wire.ts';
import { createBridge } from './bridge.ts';
import { createIpcRenderer } from './ipc-renderer.ts';
import { startIsolatedWorld } from './isolated-world.ts';
import { startMainWorld } from './main-world.ts';
import { createWebUtils } from './web-utils.ts';

/** The preload's world; the page's own scripts cannot see into it. */
export const isolatedWorldName = 'electron-preload';

/** The function that stops the page, by the name under which the debugger finds it. */
export const stoppingFunction = '__hostStop';

/** What the isolated world's scripts are called in `Debugger.scriptParsed`. */
export const preloadUrlPrefix = 'host-preload:';

const isolatedWorld = [
  createBridge,
  guard,
  encodeWire,
  decodeWire,
  createIpcRenderer,
  createWebUtils,
  startIsolatedWorld,
];

/**
 * A synchronous call into the host: the page stops, the host reads `box` in this call frame (objects
 * by reference, Files among them), writes the answer and lets the page go on. It is text because
 * lint rightly bans the statement from code. `box` is an object on the heap because a value that a
 * debugger writes into a local variable is lost once V8 has optimised the function.
 */
const stopping = `
const box = { question: '', detail: null, answer: undefined };
function ${stoppingFunction}(question, detail) {
  box.question = question; box.detail = detail; box.answer = undefined;
  debugger;
  box.detail = null;
  return box.answer;
}`;

const textOf = (functions: readonly unknown[]): string => functions.map(String).join('\n');

/** What to run at the start of every document in the page's main world. */
export function mainWorldScript(secret: string): string {
  return `(() => {\n${textOf([createBridge, startMainWorld])}\nstartMainWorld('${secret}');\n})();`;
}

/** What to run at the start of every document in the isolated world. */
export function isolatedWorldScript(secret: string, path: string, source: string): string {
  return `(() => {
${textOf(isolatedWorld)}
${stopping}
startIsolatedWorld({ secret: '${secret}', ask: ${stoppingFunction} }, function (exports, require, module) {
${source}
});
})();
//# sourceURL=${preloadUrlPrefix}${path}`;
}
