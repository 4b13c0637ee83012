import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import ConnectView from '../../../renderer/views/ConnectView.vue';
import type { Diagnosis } from '../../../shared/account/diagnosis.ts';
import type { FakeMainOptions } from '../fake-main.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

const rights: Diagnosis = { check: 'rights', outcome: 'found', facts: {} };
const denied: Diagnosis = {
  check: 'rights',
  outcome: 'not-permitted',
  error: { code: 'access-denied' },
};
const refused: Diagnosis = {
  check: 'rights',
  outcome: 'failed',
  error: { code: 'public-endpoint-refused' },
};

async function connect(options: FakeMainOptions) {
  const opened = await openWindow({
    accounts: [],
    preferences: { destinations: [] },
    ...options,
  });
  const view = show(opened.pinia, ConnectView, {});
  await flushPromises();
  const field = (label: string) => {
    const found = view.findAll('label').find((one) => one.text() === label);
    return view.get(`[id="${found?.attributes('for') ?? ''}"]`);
  };
  const button = (text: string) => view.findAll('button').find((one) => one.text() === text);
  async function press(text: string): Promise<void> {
    const found = button(text);
    if (found === undefined) throw new Error(`There is no button "${text}".`);
    await found.trigger('click');
    await flushPromises();
  }
  await field('AccessKey ID').setValue('LTAI');
  await field('AccessKey secret').setValue('secret');
  return { ...opened, view, field, button, press };
}

const savedNames = (main: Parameters<typeof inputsOf>[0]) => inputsOf(main, 'accounts.save');

describe('the form of a new account', () => {
  it('saves at once when the right to upload is proven', async () => {
    const { main, field, press } = await connect({ diagnosis: [rights] });
    await field('Bucket').setValue('media-prod');
    await press('Connect');
    expect(inputsOf(main, 'accounts.diagnose')).toMatchObject([
      { bucket: 'media-prod', withSpeed: false },
    ]);
    expect(savedNames(main)).toHaveLength(1);
  });

  it.each([
    ['the policy that helps', denied, 'Give the RAM user the policy above'],
    ['the domain that helps', refused, 'Bind a domain to the bucket in the OSS console'],
  ])('insists on the proof, says %s, and saves only on demand', async (_, found, advice) => {
    const { main, view, field, press } = await connect({ diagnosis: [found] });
    await field('Bucket').setValue('media-prod');
    await press('Connect');
    expect(savedNames(main)).toEqual([]);
    expect(view.text()).toContain('The right to upload is not proven.');
    expect(view.text()).toContain(advice);
    await press('Use it anyway');
    expect(savedNames(main)).toHaveLength(1);
  });

  it('points to the bound domain where there is one', async () => {
    const domains: Diagnosis = {
      check: 'domains',
      outcome: 'found',
      facts: { domains: [{ domain: 'files.example.com', enabled: true }] },
    };
    const { view, field, press } = await connect({ diagnosis: [domains, refused] });
    await field('Bucket').setValue('media-prod');
    await press('Connect');
    const alert = view.get('[role=alert]').text();
    expect(alert).toContain('The bucket has a bound domain');
    expect(alert).not.toContain('Bind a domain');
  });

  it('proves it again after a change of the form', async () => {
    const { main, view, field, press } = await connect({ diagnosis: [rights] });
    await field('Bucket').setValue('media-prod');
    await press('Test the connection');
    expect(view.text()).toContain('Everything works.');
    await field('Prefix').setValue('2026/');
    expect(view.text()).not.toContain('Everything works.');
    await press('Connect');
    expect(inputsOf(main, 'accounts.diagnose')).toHaveLength(2);
  });

  it('shows the control and the data address', async () => {
    const { view } = await connect({});
    const facts = view.findAll('dd').map((one) => one.text());
    expect(facts).toEqual([
      'https://oss-cn-hangzhou.aliyuncs.com',
      'https://oss-cn-hangzhou.aliyuncs.com',
    ]);
  });
});

describe('the buckets of one key', () => {
  const buckets = [
    { name: 'media-prod', region: 'cn-hangzhou' },
    { name: 'media-test', region: 'cn-hangzhou' },
    { name: 'far-away', region: 'cn-beijing' },
  ];

  it('are offered together, with an account for each region', async () => {
    const { main, view, field, press } = await connect({ diagnosis: [rights], buckets });
    await press('List my buckets');
    await field('Bucket').setValue('media-prod');
    for (const box of view.findAll('[role=checkbox]')) await box.trigger('click');
    await press('Connect');
    expect(inputsOf(main, 'accounts.diagnose')).toMatchObject([
      { bucket: 'media-prod', account: { region: 'cn-hangzhou' } },
      { bucket: 'media-test', account: { region: 'cn-hangzhou' } },
      { bucket: 'far-away', account: { region: 'cn-beijing' } },
    ]);
    expect(savedNames(main)).toMatchObject([
      { region: 'cn-hangzhou', secrets: { accessKeyId: 'LTAI' } },
      { region: 'cn-beijing', endpoint: 'https://oss-cn-beijing.aliyuncs.com' },
    ]);
    const places = inputsOf(main, 'app.changePreferences').at(-1) as {
      readonly destinations: readonly { readonly bucket: string }[];
    };
    expect(places.destinations.map(({ bucket }) => bucket).toSorted()).toEqual([
      'far-away',
      'media-prod',
      'media-test',
    ]);
  });

  it('set the region; the only one is chosen when keys are pasted', async () => {
    const only = [{ name: 'far-away', region: 'cn-beijing' }];
    const { main, view, field } = await connect({ buckets: only });
    const text = '[Credentials]\naccessKeyID=LTAI5t\naccessKeySecret=s\n';
    await field('AccessKey ID').trigger('paste', { clipboardData: { getData: () => text } });
    await flushPromises();
    expect(inputsOf(main, 'accounts.bucketsWith')).toMatchObject([
      { secrets: { accessKeyId: 'LTAI5t' } },
    ]);
    expect((field('Bucket').element as HTMLInputElement).value).toBe('far-away');
    expect(view.text()).toContain('https://oss-cn-beijing.aliyuncs.com');
  });
});
