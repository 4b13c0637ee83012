import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import ConnectView from '../../../renderer/views/ConnectView.vue';
import { studio } from '../fake-main.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

async function change(account = studio) {
  const opened = await openWindow({ accounts: [account] });
  const view = show(opened.pinia, ConnectView, { accountId: account.id });
  await flushPromises();
  const field = (label: string) => {
    const found = view.findAll('label').find((one) => one.text() === label);
    return view.get(`[id="${found?.attributes('for') ?? ''}"]`);
  };
  return { ...opened, view, field };
}

describe('the form of an account that is connected', () => {
  it('keeps the stored keys at the server they were given for', async () => {
    const { main, view } = await change();
    expect(view.text()).toContain('Leave empty to keep the keys that are stored (…7Q2F).');
    await view.get('form').trigger('submit');
    await flushPromises();
    expect(inputsOf(main, 'accounts.diagnose')).toHaveLength(1);
  });

  it('says that keys are to be typed again for another server, and does not try without', async () => {
    const own = { ...studio, endpoint: 'https://storage.example.com' };
    const { main, view, field } = await change(own);
    await field('Endpoint').setValue('https://storage.example.org');
    expect(view.text()).toContain(
      'The endpoint is on another server now, and the stored keys (…7Q2F) are not sent there, so type the keys again.',
    );
    await view.get('form').trigger('submit');
    await flushPromises();
    expect(inputsOf(main, 'accounts.diagnose')).toEqual([]);
    expect(view.text()).toContain('Type the AccessKey secret.');
    await field('AccessKey ID').setValue('LTAI');
    await field('AccessKey secret').setValue('secret');
    await view.get('form').trigger('submit');
    await flushPromises();
    expect(inputsOf(main, 'accounts.diagnose')).toHaveLength(1);
  });
});
