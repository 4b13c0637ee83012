import type { sourceRules } from './window/source-rules.ts';

/** A mistake that breaks an item of Electron's checklist, as a change of one file. */
export interface PlantedHole {
  readonly item: keyof typeof sourceRules;
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const window = 'main/desktop/window/main-window.ts';
const handlers = 'main/desktop/calls/app-handlers.ts';
const documents = 'main/desktop/calls/documents.ts';

function preference(item: PlantedHole['item'], name: string, text: string): PlantedHole {
  const find = 'webSecurity: true,';
  return { item, name, file: window, find, replace: `${find}\n        ${text},` };
}

function commandLineSwitch(item: PlantedHole['item'], name: string): PlantedHole {
  const find = '  followTheme(preferences);';
  const replace = `  app.commandLine.appendSwitch('${name}');\n${find}`;
  return {
    item,
    name: `the switch ${name}`,
    file: 'main/desktop/start/start-desktop.ts',
    find,
    replace,
  };
}

function inThePage(item: PlantedHole['item'], name: string, element: string): PlantedHole {
  const find = '<LiveRegion />';
  return { item, name, file: 'renderer/App.vue', find, replace: `${find}\n      ${element}` };
}

/** Each of them must be found by the rule of its item. */
export const plantedHoles: readonly PlantedHole[] = [
  inThePage(1, 'a picture over http', '<img src="http://example.com/x.png" alt="" />'),
  {
    item: 1,
    name: 'a style sheet over http',
    file: 'renderer/index.html',
    find: '</title>',
    replace: '</title>\n    <link rel="stylesheet" href="http://example.com/x.css" />',
  },
  {
    item: 1,
    name: 'a font from elsewhere',
    file: 'renderer/styles/main.css',
    find: "@import './tokens.css';",
    replace: "@import url('https://example.com/font.css');",
  },
  {
    item: 1,
    name: 'another address in the window',
    file: window,
    find: 'void opened.loadURL(',
    replace: "void opened.webContents.loadURL('http://example.com/');\n    void opened.loadURL(",
  },
  preference(2, 'Node in the page', 'nodeIntegrationInWorker: true'),
  {
    item: 3,
    name: 'one world for page and preload',
    file: window,
    find: 'contextIsolation: true',
    replace: 'contextIsolation: false',
  },
  {
    item: 3,
    name: 'a panel with Node in its page',
    file: 'main/desktop/tray/tray-panel.ts',
    find: 'nodeIntegration: false',
    replace: 'nodeIntegration: true',
  },
  commandLineSwitch(4, 'no-sandbox'),
  commandLineSwitch(6, 'disable-web-security'),
  preference(8, 'insecure content', 'allowRunningInsecureContent: true'),
  preference(8, 'insecure content in other words', '...moreOf(options)'),
  preference(8, 'a computed name', "['allowRunning' + 'InsecureContent']: true"),
  commandLineSwitch(8, 'allow-running-insecure-content'),
  {
    item: 8,
    name: 'preferences that stand elsewhere',
    file: window,
    find: 'show: false,',
    replace: 'show: false,\n      webPreferences,',
  },
  preference(9, 'experimental features', 'experimentalFeatures: true'),
  commandLineSwitch(9, 'enable-features'),
  commandLineSwitch(9, 'enable-experimental-web-platform-features'),
  preference(10, 'a feature of Blink', "enableBlinkFeatures: 'CSSVariables'"),
  commandLineSwitch(10, 'enable-blink-features'),
  commandLineSwitch(10, 'blink-settings'),
  preference(11, 'webviews', 'webviewTag: true'),
  inThePage(11, 'a webview', '<component :is="\'webview\'" src="./x" allowpopups />'),
  {
    item: 15,
    name: 'whatever the page names is opened',
    file: handlers,
    find: 'openExternal(location.url)',
    replace: 'openExternal(name)',
  },
  {
    item: 15,
    name: 'it is opened under another name',
    file: handlers,
    find: "if ('url' in location) await shell.openExternal(location.url);",
    replace:
      "const { openExternal: open } = shell;\n      await open(name);\n      if ('url' in location) await shell.openExternal(location.url);",
  },
  {
    item: 15,
    name: 'new windows are opened outside',
    file: 'main/desktop/window/app-page.ts',
    find: "() => ({ action: 'deny' })",
    replace:
      "({ url }) => {\n    void shell.openExternal(url);\n    return { action: 'deny' };\n  }",
  },
  {
    item: 15,
    name: 'a document without TLS',
    file: documents,
    find: '`https://www.alibabacloud.com/',
    replace: '`http://www.alibabacloud.com/',
  },
  {
    item: 15,
    name: 'a document of any name',
    file: documents,
    find: "ownDocument('security', options)",
    replace: 'ownDocument(name, options)',
  },
  {
    item: 15,
    name: 'a folder that the page names is opened',
    file: handlers,
    find: 'openPath(dirname(options.databaseFile))',
    replace: 'openPath(name)',
  },
  {
    item: 16,
    name: 'a range of versions',
    file: 'package.json',
    find: '"electron": "',
    replace: '"electron": "^',
  },
  {
    item: 16,
    name: 'a version without fixes',
    file: 'package.json',
    find: '"electron": "4',
    replace: '"electron": "3',
  },
  {
    item: 16,
    name: 'another version in the package',
    file: 'electron-builder.yml',
    find: 'productName: Ferry',
    replace: 'productName: Ferry\nelectronVersion: 30.0.0',
  },
];
