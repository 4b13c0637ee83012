import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { SandboxAccount } from '../../../sandbox/accounts.ts';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { quickSettings } from '../../helpers/quick-settings.ts';
import { remoteObjects, type RemoteObjects } from '../../helpers/servers/remote-objects.ts';
import { ask } from './bridge.ts';
import { launchFerry, temporaryFolder, type RunningFerry } from './launch-ferry.ts';

/**
 * The app on a sandbox of the test's own, which can be made to fail and knows every request. The
 * app's account and destination are named `Test` and `ferry-sandbox / in`.
 */
export interface Workbench {
  /** The app that runs now. */
  readonly ferry: RunningFerry;
  readonly page: Page;
  readonly userData: string;
  /** The server that runs now. */
  readonly sandbox: Sandbox;
  readonly objects: RemoteObjects;
  /** Of the account in the app. */
  readonly accountId: string;
  /** Writes a file below the folder of sources and gives its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
  /** Ends the server. */
  readonly unplug: () => Promise<void>;
  /** Starts it again with its objects, at the same address. */
  readonly plugIn: () => Promise<void>;
  /** Starts the app again after it has ended. */
  readonly relaunch: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface WorkbenchOptions {
  /** Keys that the app uses, in the place of the owner's. */
  readonly keys?: SandboxAccount;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a test holds back stays so until it lets go: neither side gives up before. Milliseconds. */
const longIdleTimeout = 600_000;

export async function setUpWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const folder = temporaryFolder();
  const userData = path.join(folder.path, 'user-data');
  const dataDirectory = path.join(folder.path, 'objects');
  const idleTimeoutMilliseconds = longIdleTimeout;
  let sandbox = await startSandbox({ dataDirectory, idleTimeoutMilliseconds });
  if (options.keys !== undefined) sandbox.addAccount(options.keys);
  const launch = (): Promise<RunningFerry> =>
    launchFerry({
      userData,
      ...(options.arguments && { arguments: options.arguments }),
      ...(options.environment && { environment: options.environment }),
    });
  let ferry = await launch();
  const accountId = await connect(ferry.page, sandbox, options.keys ?? sandbox);
  return {
    get ferry() {
      return ferry;
    },
    get page() {
      return ferry.page;
    },
    get sandbox() {
      return sandbox;
    },
    get objects() {
      return remoteObjects(sandbox);
    },
    userData,
    accountId,
    write(name, content) {
      const file = path.join(folder.path, 'sources', name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    unplug: () => sandbox.close(),
    async plugIn() {
      const { port } = sandbox;
      sandbox = await startSandbox({ dataDirectory, port, idleTimeoutMilliseconds });
    },
    async relaunch() {
      ferry = await launch();
    },
    async close() {
      await ferry.close();
      await sandbox.close();
      folder.remove();
    },
  };
}

/** Connects the app as its own form would, and lets it cut files into small parts, one at a time. */
async function connect(
  page: Page,
  { endpoint, region, bucket }: Sandbox,
  { accessKeyId, accessKeySecret, securityToken }: SandboxAccount,
): Promise<string> {
  const idleTimeout = longIdleTimeout;
  await ask(page, 'settings', 'change', { ...quickSettings, partsPerFile: 1, idleTimeout });
  const { id } = await ask(page, 'accounts', 'save', {
    name: 'Test',
    endpoint,
    region,
    addressing: 'virtual-host',
    secrets: {
      accessKeyId,
      accessKeySecret,
      ...(securityToken !== undefined && { securityToken }),
    },
  });
  await ask(page, 'app', 'changePreferences', {
    // Playwright starts Electron without a keychain, and a restart shall find the keys.
    allowPlainSecrets: true,
    destinations: [
      { id: 'in', accountId: id, bucket, prefix: 'in/', conflictPolicy: 'ask', options: {} },
    ],
    currentDestination: 'in',
  });
  await page.getByRole('grid').or(page.getByText('Nothing uploaded yet')).waitFor();
  return id;
}
