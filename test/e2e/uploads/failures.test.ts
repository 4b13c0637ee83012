import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partsSent } from '../../helpers/expect-transfer.ts';
import { partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import { seriousFindings } from '../helpers/check-access.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { openDetails, rowOf, showAll, untilIdle } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

const threeParts = noise(3 * partSize);

/** Keys as STS hands them out. */
function temporary(name: string) {
  return {
    accessKeyId: `STS.${name}`,
    accessKeySecret: `${name}-secret`,
    securityToken: `${name}-token`,
  };
}

describe('what a person can mend', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench({ keys: temporary('first') });
  });
  afterAll(async () => {
    await bench.close();
  });

  const arrived = async (key: string) => (await bench.objects.read(key))?.equals(threeParts);

  /** Follows the one button of the banner and types other keys. */
  async function signIn(keys: ReturnType<typeof temporary>): Promise<void> {
    const { page } = bench;
    await page.getByText('Test no longer accepts its keys.').waitFor();
    await page.getByRole('button', { name: 'Update keys' }).first().click();
    await page.getByRole('heading', { name: 'Change Test' }).waitFor();
    await page.getByLabel('STS (temporary)').click();
    await page.getByLabel('AccessKey ID').fill(keys.accessKeyId);
    await page.getByLabel('AccessKey secret').fill(keys.accessKeySecret);
    await page.getByLabel('Security token').fill(keys.securityToken);
    await page.getByRole('button', { name: 'Save' }).click();
  }

  it('a missing right: one cause, one sentence, and the policy to copy', async () => {
    const { page, sandbox, write, objects } = bench;
    const { accessKeyId } = temporary('first');
    sandbox.updateAccount(accessKeyId, {
      policy: { actions: ['oss:GetObject'], resource: '*' },
    });
    const names = ['a.bin', 'b.bin', 'c.bin'];
    await dropFiles(
      page,
      names.map((name) => write(name, threeParts)),
    );
    await page.getByRole('button', { name: /Needs attention\s*1/ }).click();
    const causes = page.locator('[role=row][data-line]');
    await causes.getByText('This account isn’t allowed to write to ferry-sandbox.').waitFor();
    expect(await causes.count()).toBe(1);
    await causes.getByRole('button', { name: 'Copy the policy' }).click();
    await page.getByText('The policy was copied.', { exact: true }).waitFor();
    sandbox.updateAccount(accessKeyId, { policy: { actions: ['oss:*'], resource: '*' } });
    await causes.click();
    await page.getByRole('button', { name: 'Retry 3' }).click();
    await untilIdle(page);
    await expect.poll(() => objects.keys(), pollOptions).toEqual(names.map((name) => `in/${name}`));
    await showAll(page);
  });

  it('an expired token: sign in again, and the upload goes on where it was', async () => {
    const { page, sandbox, write } = bench;
    sandbox.journal.clear();
    sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      fault: { kind: 'expire-token' },
    });
    await dropFiles(page, [write('token.bin', threeParts)]);
    await rowOf(page, 'token').waitFor();
    sandbox.addAccount(temporary('second'));
    await signIn(temporary('second'));
    await untilIdle(page);
    expect(await arrived('in/token.bin')).toBe(true);
    expect(partsSent(sandbox)).toEqual({ 1: 1, 2: 2, 3: 1 });
    expect(await page.getByText('no longer accepts').count()).toBe(0);
  });

  it('wrong keys: nothing fails, and the right ones set all going', async () => {
    const { page, sandbox, write } = bench;
    sandbox.updateAccount(temporary('second').accessKeyId, { accessKeySecret: 'changed' });
    await dropFiles(page, [write('keys.bin', threeParts), write('keys.txt', 'short')]);
    await signIn({ ...temporary('second'), accessKeySecret: 'changed' });
    await untilIdle(page);
    expect(await arrived('in/keys.bin')).toBe(true);
  });

  it('a removed account: its upload waits, says so, and goes on when it is connected again', async () => {
    const { page, sandbox, write } = bench;
    sandbox.journal.clear();
    const held = sandbox.faults.add({
      when: { operation: 'UploadPart', partNumber: 2 },
      times: 1,
      fault: { kind: 'hold' },
    });
    await dropFiles(page, [write('left.bin', threeParts)]);
    await held.nextFired();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('tab', { name: 'Accounts' }).click();
    await page.getByRole('button', { name: 'Remove Test?' }).click();
    const question = page.getByRole('alertdialog', { name: 'Remove Test?' });
    await question.getByText('1 of its uploads is not finished.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await question.getByRole('button', { name: 'Remove the account' }).click();
    await page.getByText('No account is connected.').waitFor();
    held.release();
    await page.getByRole('button', { name: 'Back to uploads' }).click();
    await openDetails(page, 'left');
    const details = page.getByRole('complementary');
    await details.getByText('The account of this upload was removed.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await details.getByRole('button', { name: 'Connect it again' }).click();
    await page.getByRole('heading', { name: 'Connect the account again' }).waitFor();
    await page.getByLabel('AccessKey ID').fill(temporary('second').accessKeyId);
    await page.getByLabel('AccessKey secret').fill('changed');
    await page.getByLabel('STS (temporary)').click();
    await page.getByLabel('Security token').fill(temporary('second').securityToken);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await untilIdle(page);
    expect(await arrived('in/left.bin')).toBe(true);
    expect(partsSent(sandbox)).toEqual({ 1: 1, 2: 1, 3: 1 });
    await page.getByText('was removed').waitFor({ state: 'detached' });
  });

  it('no network: said once, and over as soon as the server is there', async () => {
    const { page, write } = bench;
    await bench.unplug();
    await dropFiles(page, [write('network.bin', threeParts), write('other.txt', 'short')]);
    await page.getByText('Test cannot be reached. Uploads go on by themselves').waitFor();
    await rowOf(page, 'network').getByText('Waiting for the network').waitFor();
    await bench.plugIn();
    bench.sandbox.addAccount({ ...temporary('second'), accessKeySecret: 'changed' });
    await page.getByRole('button', { name: 'Try now' }).click();
    await untilIdle(page);
    await page.getByText('cannot be reached').waitFor({ state: 'detached' });
    expect(await arrived('in/network.bin')).toBe(true);
  });
});
