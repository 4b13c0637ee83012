/** A registry as `{ 'HKCU\\path': { name: value } }`. */
export type Registry = Map<string, Map<string, string>>;

/** What the script stands in, such as `{ appExe: 'C:\\Ferry.exe', LANGUAGE: '2052' }`. */
export type Variables = Readonly<Record<string, string>>;

/**
 * Carries out one macro of an NSIS script that does nothing but write to the registry and ask about
 * its variables. Throws on every other command.
 *
 * @see https://nsis.sourceforge.io/Docs/Chapter4.html
 */
export function runMacro(
  script: string,
  name: string,
  registry: Registry,
  variables: Variables,
): void {
  const macros = readMacros(script);

  function run(macro: string, given: readonly string[]): void {
    const { parameters, lines } = macros.get(macro) ?? fail(`There is no macro ${macro}`);
    const values = new Map(parameters.map((parameter, place) => [parameter, given[place] ?? '']));
    /** One for each open condition: whether its lines count. */
    const open: boolean[] = [];
    for (const line of lines) {
      const [command = '', ...words] = splitWords(line).map((word) => fill(word, values));
      if (command === '${if}') open.push(words[0] === words[2]);
      else if (command === '${ifNot}') open.push(words[0] !== '1');
      else if (command === '${else}') open.push(!open.pop());
      else if (command === '${endif}') open.pop();
      else if (open.every(Boolean)) carryOut(command, words);
    }
  }

  function fill(word: string, values: ReadonlyMap<string, string>): string {
    return word
      .replace(/\$\{(\w+)\}/g, (all, key: string) => values.get(key) ?? variables[key] ?? all)
      .replace(/\$(\w+)/g, (all, key: string) => variables[key] ?? all);
  }

  function carryOut(command: string, words: readonly string[]): void {
    const [root = '', path = '', key = '', value = ''] = words;
    const place = `${root}\\${path}`;
    switch (command) {
      case '!insertmacro':
        run(root, words.slice(1));
        break;
      case 'WriteRegStr':
        registry.set(place, (registry.get(place) ?? new Map<string, string>()).set(key, value));
        break;
      case 'DeleteRegKey':
        for (const known of registry.keys()) {
          if (known === place || known.startsWith(`${place}\\`)) registry.delete(known);
        }
        break;
      case 'DeleteRegValue':
        registry.get(place)?.delete(key);
        break;
      default:
        fail(`${command} is not understood`);
    }
  }

  run(name, []);
}

interface Macro {
  readonly parameters: readonly string[];
  readonly lines: string[];
}

function readMacros(script: string): ReadonlyMap<string, Macro> {
  const macros = new Map<string, Macro>();
  let current: Macro | undefined;
  for (const line of script.split('\n').map((text) => text.trim())) {
    if (line === '' || line.startsWith(';')) continue;
    const [command, name = '', ...parameters] = splitWords(line);
    if (command === '!macro') {
      current = { parameters, lines: [] };
      macros.set(name, current);
    } else if (command === '!macroend') current = undefined;
    else (current ?? fail(`${line} stands outside of all macros`)).lines.push(line);
  }
  return macros;
}

/** Words may stand in either kind of quotes, and hold the other kind. */
function splitWords(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  );
}

function fail(message: string): never {
  throw new Error(message);
}
