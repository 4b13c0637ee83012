import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

const codeEnding = /\.(c|m)?(j|t)sx?$|\.vue$/;

/** Every file of the project but what git ignores, relative to it, with forward slashes. */
export function listProjectFiles(): readonly string[] {
  const ignored = new Set(['.git', ...ignoredFolders()]);
  const walk = (folder: string): string[] =>
    readdirSync(join(projectRoot, folder), { withFileTypes: true })
      .filter((entry) => !ignored.has(entry.name))
      .flatMap((entry) => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        return entry.isDirectory() ? walk(path) : [path];
      });
  return walk('').sort();
}

/** Files that hold code that Node or a browser runs. */
export function listCodeFiles(): readonly string[] {
  return listProjectFiles().filter((path) => codeEnding.test(path));
}

/** The text of a file that `listProjectFiles` names. */
export function readProjectFile(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}

/** The code in a file that `listCodeFiles` names: all of it, or the scripts of a Vue component. */
export function readCode(path: string): string {
  const text = readProjectFile(path);
  return path.endsWith('.vue') ? scriptsOf(text) : text;
}

/** A component with everything but its scripts blanked, so that lines keep their numbers. */
export function scriptsOf(component: string): string {
  const scripts = [...component.matchAll(/(?<=^<script\b[^>]*>)[^]*?(?=^<\/script>)/gm)];
  const kept = scripts.map(({ index, 0: script }) => ({
    start: index,
    end: index + script.length,
  }));
  return component.replaceAll(/[^\n]/g, (character, at: number) =>
    kept.some(({ start, end }) => at >= start && at < end) ? character : ' ',
  );
}

function ignoredFolders(): readonly string[] {
  const lines = readProjectFile('.gitignore').split('\n');
  return lines.filter((line) => line.endsWith('/')).map((line) => line.replaceAll('/', ''));
}
