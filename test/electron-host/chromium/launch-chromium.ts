import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { Connection } from './connection.ts';

/** How to start Chromium. */
export interface ChromiumOptions {
  readonly executable: string;
  /** Absolute path of the profile. */
  readonly profile: string;
  /**
   * `--remote-debugging-port` for Playwright, or undefined to open none. With it, Chromium's own
   * messages, which name the port, go to stderr.
   */
  readonly debuggingPort: string | undefined;
  /** The `navigator.language` of the pages. */
  readonly language: string;
}

const switches = [
  '--headless=new',
  '--no-startup-window',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-dev-shm-usage',
  '--password-store=basic',
  '--use-mock-keychain',
  // Pages on file:// may load ES modules, as Electron's privileges for file: allow.
  '--allow-file-access-from-files',
  // Nothing leaves the machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-breakpad',
  '--metrics-recording-only',
];

/** Chromium's arguments. Root has no user namespaces to build a sandbox from. */
export function chromiumArguments(
  options: Pick<ChromiumOptions, 'profile' | 'debuggingPort' | 'language'>,
  isRoot: boolean,
): string[] {
  return [
    ...switches,
    ...(isRoot ? ['--no-sandbox'] : []),
    ...(options.debuggingPort === undefined
      ? []
      : [`--remote-debugging-port=${options.debuggingPort}`]),
    `--accept-lang=${options.language}`,
    `--user-data-dir=${options.profile}`,
  ];
}

/**
 * Starts Chromium so that the kernel kills it when this process dies, however it dies: SIGKILL of
 * the app's main process leaves no browser behind, as it leaves none of Electron's.
 */
export function launchChromium(options: ChromiumOptions): Connection {
  const isRoot = process.getuid?.() === 0;
  const child = spawn(
    'setpriv',
    ['--pdeathsig', 'KILL', options.executable, ...chromiumArguments(options, isRoot)],
    {
      stdio: [
        'ignore',
        'ignore',
        options.debuggingPort === undefined ? 'ignore' : 'inherit',
        'pipe',
        'pipe',
      ],
      env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    },
  );
  const [, , , toBrowser, fromBrowser] = child.stdio;
  if (child.pid === undefined || !toBrowser || !fromBrowser) {
    throw new Error('Chromium could not be started: setpriv (package util-linux) is missing.');
  }
  return new Connection(toBrowser as Writable, fromBrowser as Readable);
}
