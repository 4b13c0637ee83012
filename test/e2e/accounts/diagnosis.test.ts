import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCanaries } from '../../security/canaries.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { openDetails } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

/** As in the page. */
declare const DataTransfer: {
  readonly prototype: { setData: (this: object, format: string, text: string) => void };
};

const denied = {
  kind: 'answer',
  status: 403,
  headers: { 'x-oss-request-id': '0123456789ABCDEF' },
  body: '<Error><Code>AccessDenied</Code><Message>No.</Message></Error>',
} as const;

describe('a diagnosis', () => {
  const secrets = createCanaries();
  let bench: Workbench;
  beforeAll(async () => {
    const accessKeyId = `STS.${secrets.plant('the AccessKey ID')}`;
    const accessKeySecret = secrets.plant('the secret');
    const securityToken = secrets.plant('the token', 'token');
    bench = await setUpWorkbench({ keys: { accessKeyId, accessKeySecret, securityToken } });
  });
  afterAll(async () => {
    await bench.close();
  });

  const dialog = () => bench.page.getByRole('dialog', { name: 'Diagnosis of ferry-sandbox/in/' });
  async function closeWhenDone(): Promise<void> {
    await dialog().getByText('nothing is left behind').waitFor();
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await dialog().waitFor({ state: 'detached' });
  }

  it('begins in the menu of a place, and its report holds no secret', async () => {
    const { page } = bench;
    await page.locator('.places [data-drop="in"]').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Diagnose' }).click();
    await dialog().getByText('Fastest').waitFor();
    // The page puts text on the clipboard by this call.
    await page.evaluate(() => {
      const { prototype } = DataTransfer;
      const { setData } = prototype;
      prototype.setData = function keep(format, text) {
        Object.assign(globalThis, { copied: text });
        setData.call(this, format, text);
      };
    });
    await dialog().getByRole('button', { name: 'Copy the report' }).click();
    const copied = () => page.evaluate(() => String(Reflect.get(globalThis, 'copied') ?? ''));
    await expect.poll(copied, pollOptions).toContain('"check": "speed"');
    expect(secrets.foundIn(await copied())).toEqual([]);
    expect(secrets.foundIn((await dialog().textContent()) ?? '')).toEqual([]);
    await closeWhenDone();
    expect(await bench.objects.uploads()).toEqual([]);
  });

  it('begins in the details of a file that the account may not upload', async () => {
    const { page, sandbox, write } = bench;
    sandbox.faults.add({ when: { key: 'in/denied.txt' }, fault: denied });
    await dropFiles(page, [write('denied.txt', 'no')]);
    await openDetails(page, 'denied');
    await page.getByRole('complementary').getByRole('button', { name: 'Diagnose' }).click();
    await closeWhenDone();
    expect(await bench.objects.keys()).toEqual([]);
  });
});
