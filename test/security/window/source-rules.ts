import { expect } from 'vitest';
import type { SourceFacts } from './source-facts.ts';

/** What the sources have to be like for an item of the checklist. Fails as a test does. */
export type SourceRule = (facts: SourceFacts) => void;

/** The options of every window. Every other option has Electron's safe default. */
const safe = {
  sandbox: 'true',
  contextIsolation: 'true',
  nodeIntegration: 'false',
  webSecurity: 'true',
};
/** The window, and the panel at the tray. */
const preferencesOfOurs = [
  { preload: 'options.preloadPath', ...safe },
  { preload: 'preloadPath', ...safe },
];
/** What they may ask for besides. */
const harmless = new Set(['spellcheck', 'zoomFactor']);

/** There are two windows, with these preferences and no other, and no switch changes them. */
function expectSafeWindows(facts: SourceFacts): void {
  const asked = facts
    .webPreferences()
    .map((preferences) => Object.entries(preferences).filter(([name]) => !harmless.has(name)));
  expect(asked.map((preferences) => Object.fromEntries(preferences))).toEqual(preferencesOfOurs);
  expect(facts.callsOf('BrowserWindow')).toHaveLength(2);
  for (const other of ['WebContentsView', 'BrowserView', 'BaseWindow']) {
    expect(facts.callsOf(other)).toEqual([]);
  }
  expect(facts.wordsLike(/^(append|remove)(Switch|Argument)$/)).toEqual([]);
  // Switches are looked at in one place, and set in none.
  const identity = 'main/desktop/start/app-identity.ts';
  expect([`${identity}: commandLine`]).toEqual(
    expect.arrayContaining(facts.wordsLike(/^commandLine$/) as string[]),
  );
  expect([`${identity}: 'user-data-dir'`]).toEqual(
    expect.arrayContaining(facts.callsOf('hasSwitch') as string[]),
  );
  expect(facts.projectFile('electron-builder.yml')).not.toMatch(/executableArgs|Exec:|no-sandbox/);
}

function neverNames(...names: readonly string[]): SourceRule {
  return (facts) => {
    expectSafeWindows(facts);
    for (const name of names) expect(facts.wordsLike(new RegExp(name, 'i'))).toEqual([]);
  };
}

/** The pages of others that the window may open, as the source writes them. */
const pagesOfOthers = [
  "url: `https://www.alibabacloud.com/help/${chinese ? 'zh' : 'en'}/oss/user-guide/ram-policy`",
];

function expectKnownAddressesOnly({ callsOf, wordsLike, projectFile }: SourceFacts): void {
  const handlers = 'main/desktop/calls/app-handlers.ts';
  const objects = 'main/desktop/calls/object-handlers.ts';
  expect(callsOf('openExternal')).toEqual([`${handlers}: location.url`, `${objects}: link.url`]);
  // Main makes the link to an object below a saved place, at the address of its account.
  expect(projectFile(objects).match(/link = .*/g)).toEqual([
    "link = await linkTo(object, openedFor, 'signed');",
    "link = await linkTo(object, linkLifetime, 'automatic');",
  ]);
  expect(projectFile(objects).match(/\[link\] = .*/g)).toEqual([
    '[link] = await (await ferry.ready).links([object], { access, lifetime });',
  ]);
  expect(callsOf('openPath')).toEqual([
    `${handlers}: dirname(options.databaseFile)`,
    `${handlers}: location.file`,
  ]);
  // No other name for them either.
  expect(wordsLike(/openExternal|openPath/)).toEqual([
    `${handlers}: openPath`,
    `${handlers}: openExternal`,
    `${handlers}: openPath`,
    `${objects}: openExternal`,
  ]);
  // What the page names decides between branches, and stands in no address and no path.
  expect(callsOf('documentLocation')).toHaveLength(1);
  const documents = projectFile('main/desktop/calls/documents.ts');
  expect(documents.match(/\burl: .*(?=,)/g)).toEqual(pagesOfOthers);
  expect(documents.match(/(?<=ownDocument\().*(?=, options)/g)).toEqual([
    "chinese ? 'user-guide.zh-CN' : 'user-guide'",
    "'security'",
  ]);
  expect(documents.match(/^import .*/gm)).toEqual(["import { join } from 'node:path';"]);
}

function expectExactElectron({ projectFile }: SourceFacts): void {
  const { devDependencies } = JSON.parse(projectFile('package.json')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const version = devDependencies['electron'] ?? '';
  // Exact, so that a build takes what was tested; 42 has the fixes that the docs name.
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Number(version.split('.')[0])).toBeGreaterThanOrEqual(42);
  const installed = JSON.parse(projectFile('node_modules/electron/package.json')) as unknown;
  expect(installed).toMatchObject({ version });
  // What is packed is the same.
  for (const file of ['electron-builder.yml', 'scripts/package/builder-arguments.ts']) {
    expect(projectFile(file)).not.toMatch(/electron(Version|Dist|Download|Branding)\b/);
  }
}

/** By item of https://www.electronjs.org/docs/latest/tutorial/security */
export const sourceRules = {
  1: ({ callsOf, pageLinesLike }) => {
    expect(callsOf('loadURL')).toEqual([
      'main/desktop/tray/tray-panel.ts: `${appOrigin}/index.html?panel`',
      'main/desktop/window/main-window.ts: `${appOrigin}/index.html`',
    ]);
    const fromElsewhere = /\b(src|href|srcset|poster|data|action)\s*=\s*["'`]?(https?:)?\/\//i;
    expect(pageLinesLike(fromElsewhere)).toEqual([]);
    expect(pageLinesLike(/(@import|url\()\s*["'(]*(https?:)?\/\//i)).toEqual([]);
  },
  2: neverNames('nodeIntegrationInWorker', 'nodeIntegrationInSubFrames'),
  3: expectSafeWindows,
  4: neverNames('no-sandbox', 'disable-setuid', 'disable-site-isolation'),
  6: neverNames('disable-web-security', 'ignore-certificate', 'allow-file-access'),
  8: neverNames('allowRunningInsecureContent', 'allow-running-insecure'),
  9: neverNames('experimentalFeatures', 'enable-experimental', 'enable-features'),
  10: neverNames('enableBlinkFeatures', 'blink-features', 'blink-settings'),
  11: (facts) => {
    neverNames('webviewTag', 'allowpopups')(facts);
    expect(facts.pageLinesLike(/webview|allowpopups/i)).toEqual([]);
  },
  15: expectKnownAddressesOnly,
  16: expectExactElectron,
} as const satisfies Readonly<Record<number, SourceRule>>;
