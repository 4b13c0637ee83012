import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { remoteObjects, type RemoteObjects } from '../../helpers/servers/remote-objects.ts';
import { ask } from './bridge.ts';

/** The first run's other way: one click, and there is a place to upload to. */
export async function openSandbox(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the sandbox' }).click();
  await page.getByText('Try it without an account').waitFor({ state: 'detached' });
}

/** What really lies in the sandbox that the app runs, past the app. */
export async function sandboxOf(page: Page, userData: string): Promise<RemoteObjects> {
  const sandbox = (await ask(page, 'accounts', 'list', undefined)).find((one) => one.sandbox);
  if (sandbox === undefined) throw new Error('The app has no sandbox.');
  const file = path.join(userData, 'sandbox', 'account.json');
  const keys = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
  };
  const { endpoint, region } = sandbox;
  return remoteObjects({ endpoint, region, bucket: 'ferry-sandbox', ...keys });
}
