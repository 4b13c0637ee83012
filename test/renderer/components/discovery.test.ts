import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import ConnectView from '../../../renderer/views/ConnectView.vue';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import type { Diagnosis } from '../../../shared/account/diagnosis.ts';
import { TransferError } from '../../../shared/errors.ts';
import { defaultPreferences, type Preferences } from '../../../shared/preferences.ts';
import type { AccountInput } from '../../../renderer/stores/accounts.ts';
import { type FakeMain, type FakeMainOptions, studio } from '../fake-main.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

const refused: Diagnosis = {
  check: 'rights',
  host: 'oss-cn-beijing.aliyuncs.com',
  outcome: 'failed',
  error: { code: 'public-endpoint-refused', ecCode: '0048-00000401' },
};
const domains: Diagnosis = {
  check: 'domains',
  outcome: 'found',
  facts: { domains: [{ domain: 'files.example.com', enabled: true, certificateUntil: 0 }] },
};
const hidden: Diagnosis = {
  check: 'protection',
  outcome: 'not-permitted',
  error: { code: 'access-denied' },
};
const elsewhere: Diagnosis = {
  check: 'bucket',
  outcome: 'failed',
  error: { code: 'bucket-elsewhere', endpoint: 'oss-cn-shanghai.aliyuncs.com' },
};

async function connect(diagnosis: readonly Diagnosis[], more: FakeMainOptions = {}) {
  const opened = await openWindow({ diagnosis, ...more });
  const view = show(opened.pinia, ConnectView, {});
  await flushPromises();
  const field = (label: string) => {
    const found = view.findAll('label').find((one) => one.text() === label);
    return view.get(`[id="${found?.attributes('for') ?? ''}"]`);
  };
  const value = (label: string) => (field(label).element as HTMLInputElement).value;
  const button = (text: string) => {
    const found = view.findAll('button').find((one) => one.text() === text);
    if (found === undefined) throw new Error(`There is no button "${text}".`);
    return found;
  };
  async function paste(text: string): Promise<void> {
    const clipboardData = { getData: () => text };
    await field('AccessKey ID').trigger('paste', { clipboardData });
    await flushPromises();
  }
  return { ...opened, view, field, value, button, paste };
}

describe('keys that are pasted', () => {
  it('fill the form with all that the text says', async () => {
    const { value, paste } = await connect([]);
    await paste('[Credentials]\naccessKeyID=LTAI5t\naccessKeySecret=s\nstsToken=t\n');
    expect([value('AccessKey ID'), value('AccessKey secret'), value('Security token')]).toEqual([
      'LTAI5t',
      's',
      't',
    ]);
  });

  it('of several profiles are offered by name', async () => {
    const { view, value, button, paste } = await connect([]);
    const section = (name: string) =>
      `[profile ${name}]\naccessKeyID=ID-${name}\naccessKeySecret=s\n`;
    await paste(section('work') + section('home'));
    expect(view.text()).toContain('several keys');
    await button('Fill in home').trigger('click');
    expect(value('AccessKey ID')).toBe('ID-home');
    expect(view.text()).not.toContain('several keys');
  });

  const several =
    'Name,AccessKey ID,AccessKey Secret\nwork,LTAI-work,s1\nhome,LTAI-home,s2\nold,LTAI-gone,s3';
  const proven: Diagnosis = { check: 'rights', outcome: 'found', facts: {} };

  it('of several profiles are checked one after the other, and the ticked ones are saved', async () => {
    const buckets = [{ name: 'media-prod', region: 'cn-shanghai' }];
    const { main, view, button, paste } = await connect([proven], { buckets });
    useNavigationStore().go({ view: 'connect' });
    await paste(several);
    expect(view.text()).toContain('work · …work');
    expect(view.html()).not.toMatch(/LTAI|s[123]"/);
    const ticks = view.findAll('[role=checkbox]');
    expect(ticks.map((one) => one.attributes('aria-checked'))).toEqual(['true', 'true', 'true']);
    await ticks[2]?.trigger('click');
    await button('Check and connect the ticked keys').trigger('click');
    await flushPromises();
    const account = (name: string) => ({
      ...{ name, region: 'cn-shanghai', endpoint: 'https://oss-cn-shanghai.aliyuncs.com' },
      secrets: { accessKeyId: `LTAI-${name}` },
    });
    const asked = { bucket: 'media-prod', withSpeed: false };
    expect(inputsOf(main, 'accounts.diagnose')).toMatchObject([
      { ...asked, account: account('work') },
      { ...asked, account: account('home') },
    ]);
    expect(inputsOf(main, 'accounts.save')).toMatchObject([account('work'), account('home')]);
    expect(useNavigationStore().route.view).toBe('transfers');
  });

  it('stay unsaved without a proof, with the reason and a field for the bucket', async () => {
    const { main, view, field, button, paste } = await connect([]);
    const answer = (found: readonly Diagnosis[]) => {
      main.replace('accounts.diagnose', () => Promise.resolve(found));
    };
    answer([{ check: 'signature', outcome: 'failed', error: { code: 'credentials-rejected' } }]);
    await paste(several);
    for (const tick of view.findAll('[role=checkbox]').slice(1)) await tick.trigger('click');
    await button('Check and connect the ticked keys').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'accounts.diagnose')).toMatchObject([{ bucket: '' }]);
    expect(view.text()).toContain('OSS does not accept the keys of the account.');
    expect(view.text()).not.toContain('Bucket of work');
    answer([]);
    await button('Check and connect the ticked keys').trigger('click');
    await flushPromises();
    answer([domains, refused]);
    expect(view.text()).toContain('Ferry does not know which bucket is meant');
    await field('Bucket of work').setValue('media-prod');
    await button('Check and connect the ticked keys').trigger('click');
    await flushPromises();
    expect(view.text()).toContain('OSS takes no data of this account at the public endpoint');
    await button('Send data through files.example.com').trigger('click');
    await button('Check and connect the ticked keys').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'accounts.diagnose').at(-1)).toMatchObject({
      account: { dataAddresses: { 'media-prod': { endpoint: 'https://files.example.com' } } },
    });
    expect(inputsOf(main, 'accounts.save')).toEqual([]);
  });
});

/** Gives each new account an id of its own, and refuses the n-th new place. */
function refusePlace(main: FakeMain, refused: number) {
  let preferences = defaultPreferences;
  const ids: string[] = [];
  let asked = 0;
  main.replace('accounts.save', (input) => {
    const account = input as AccountInput;
    const id = account.id ?? `account-${ids.length + 1}`;
    ids.push(id);
    return Promise.resolve({ ...studio, ...account, id });
  });
  main.replace('app.changePreferences', (change) => {
    asked += 1;
    if (asked === refused) return Promise.reject(new TransferError({ code: 'disk-full' }));
    preferences = { ...preferences, ...(change as Partial<Preferences>) };
    return Promise.resolve(preferences);
  });
  return {
    ids,
    saved: () => preferences.destinations.map(({ accountId, bucket }) => `${accountId} ${bucket}`),
    /** The bucket of the target. */
    current: () =>
      preferences.destinations.find(({ id }) => id === preferences.currentDestination)?.bucket,
  };
}

describe('an account that was saved while its place was not', () => {
  const proven: Diagnosis = { check: 'rights', outcome: 'found', facts: {} };
  const buckets = [
    { name: 'media-prod', region: 'cn-hangzhou' },
    { name: 'films', region: 'cn-hangzhou' },
    { name: 'backup', region: 'cn-beijing' },
  ];
  const preferences = { destinations: [], currentDestination: null };

  it('is the same account when the form is saved again, and each place is saved once', async () => {
    const { main, view, field, button } = await connect([proven], { buckets, preferences });
    const { ids, saved, current } = refusePlace(main, 3);
    await field('AccessKey ID').setValue('LTAI');
    await field('AccessKey secret').setValue('secret');
    await field('Bucket').setValue('media-prod');
    await button('List my buckets').trigger('click');
    await flushPromises();
    for (const box of view.findAll('[role=checkbox]')) await box.trigger('click');
    await button('Test the connection').trigger('click');
    await flushPromises();
    await button('Connect').trigger('click');
    await flushPromises();
    expect(saved()).toEqual(['account-1 media-prod', 'account-1 films']);
    expect(current()).toBe('media-prod');
    await button('Connect').trigger('click');
    await flushPromises();
    expect(ids).toEqual(['account-1', 'account-2', 'account-1', 'account-2']);
    expect(saved()).toEqual(['account-1 media-prod', 'account-1 films', 'account-2 backup']);
  });

  it('is the same account when pasted keys are connected again', async () => {
    const one = [{ name: 'media-prod', region: 'cn-hangzhou' }];
    const { main, button, paste } = await connect([proven], { buckets: one, preferences });
    const { ids, saved } = refusePlace(main, 2);
    await paste('Name,AccessKey ID,AccessKey Secret\nwork,LTAI-work,s1\nhome,LTAI-home,s2');
    const connectTicked = () => button('Check and connect the ticked keys').trigger('click');
    await connectTicked();
    await flushPromises();
    await connectTicked();
    await flushPromises();
    expect(ids).toEqual(['account-1', 'account-2', 'account-2']);
    expect(saved()).toEqual(['account-1 media-prod', 'account-2 media-prod']);
  });
});

describe('the check step by step', () => {
  it('shows what was found, what is hidden and what failed, and offers the bound domain', async () => {
    const { main, view, field, value, button } = await connect([domains, hidden, refused]);
    await field('AccessKey ID').setValue('LTAI');
    await field('AccessKey secret').setValue('secret');
    await field('Bucket').setValue('media-prod');
    await button('Test the connection').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'accounts.diagnose')).toMatchObject([
      { bucket: 'media-prod', prefix: '', account: { secrets: { accessKeyId: 'LTAI' } } },
    ]);
    expect(view.text()).toContain('files.example.com');
    expect(view.text()).toContain('The keys may not look at this.');
    expect(view.text()).toContain('OSS takes no data of this account at the public endpoint');
    await button('Send data through files.example.com').trigger('click');
    expect(value('Bound domain')).toBe('files.example.com');
    await button('Test the connection').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'accounts.diagnose').at(-1)).toMatchObject({
      account: {
        dataAddresses: {
          'media-prod': { endpoint: 'https://files.example.com', addressing: 'custom-domain' },
        },
      },
    });
  });

  it('names the upload that the keys could not abort, for a form that is never saved', async () => {
    const leftBehind = { bucket: 'media-prod', key: '2026/.ferry-doctor-1', uploadId: 'T1' };
    const begun: Diagnosis = { check: 'rights', outcome: 'found', facts: {}, leftBehind };
    const { view, field, button } = await connect([begun]);
    await field('AccessKey ID').setValue('LTAI');
    await field('AccessKey secret').setValue('secret');
    await field('Bucket').setValue('media-prod');
    await button('Test the connection').trigger('click');
    await flushPromises();
    expect(view.text()).toContain('OSS did not let the keys abort this upload');
    expect(view.findAll('dd bdi.selectable').map((one) => one.text())).toEqual(
      Object.values(leftBehind),
    );
    expect(view.text()).not.toMatch(/nothing is left behind|Everything works/);
    expect(view.text()).toContain('The right to upload is proven.');
  });

  it('does not propose a domain whose name leads elsewhere, and says what to mend', async () => {
    const two: Diagnosis = {
      check: 'domains',
      outcome: 'found',
      facts: {
        domains: [
          { domain: 'old.example.com', enabled: true },
          { domain: 'files.example.com', enabled: true },
        ],
      },
    };
    const stray: Diagnosis = {
      ...{ check: 'name', host: 'old.example.com', outcome: 'failed' },
      error: { code: 'domain-elsewhere', detail: 'points to films.oss-cn-hangzhou.aliyuncs.com' },
    };
    const { view, field, button } = await connect([two, refused, stray]);
    await field('AccessKey ID').setValue('LTAI');
    await field('AccessKey secret').setValue('secret');
    await field('Bucket').setValue('media-prod');
    await button('Test the connection').trigger('click');
    await flushPromises();
    expect(button('Send data through files.example.com').exists()).toBe(true);
    expect(() => button('Send data through old.example.com')).toThrow();
    expect(view.text()).toContain('The domain does not lead to the bucket.');
    expect(view.text()).toContain('let its CNAME record point to the bucket');
    expect(view.text()).toContain('points to films.oss-cn-hangzhou.aliyuncs.com');
  });

  it('offers the region that OSS names', async () => {
    const { main, field, button } = await connect([elsewhere]);
    await field('AccessKey ID').setValue('LTAI');
    await field('AccessKey secret').setValue('secret');
    await field('Bucket').setValue('media-prod');
    await button('Test the connection').trigger('click');
    await flushPromises();
    await button('Use the region cn-shanghai').trigger('click');
    await button('Test the connection').trigger('click');
    await flushPromises();
    expect(inputsOf(main, 'accounts.diagnose').at(-1)).toMatchObject({
      account: { region: 'cn-shanghai', endpoint: 'https://oss-cn-shanghai.aliyuncs.com' },
    });
  });
});
