import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { AccountView } from '../../../shared/ipc/views.ts';
import type { Envelope } from '../../../shared/ipc/define.ts';
import type { FerryBridge } from '../../../shared/ipc/bridge-api.ts';
import { remoteObjects, type RemoteObjects } from '../../helpers/remote-objects.ts';

declare const window: { readonly ferry: FerryBridge };

/** What really lies in the sandbox that the app runs, past the app. */
export async function sandboxOf(page: Page, userData: string): Promise<RemoteObjects> {
  const accounts = (await page.evaluate(() =>
    window.ferry.call('accounts', 'list', undefined),
  )) as Envelope<readonly AccountView[]>;
  if (!accounts.ok) throw new Error(`The app does not list its accounts: ${accounts.error.code}`);
  const sandbox = accounts.value.find((account) => account.sandbox);
  if (sandbox === undefined) throw new Error('The app has no sandbox.');
  const file = path.join(userData, 'sandbox', 'account.json');
  const keys = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
  };
  const { endpoint, region } = sandbox;
  return remoteObjects({ endpoint, region, bucket: 'ferry-sandbox', ...keys });
}
