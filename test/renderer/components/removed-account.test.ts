import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import BannerBar from '../../../renderer/components/banners/BannerBar.vue';
import DetailsPanel from '../../../renderer/components/details/DetailsPanel.vue';
import AccountSettings from '../../../renderer/components/settings/AccountSettings.vue';
import { displayOf } from '../../../renderer/model/list/state-display.ts';
import { useAccountsStore } from '../../../renderer/stores/accounts.ts';
import { useCommandsStore } from '../../../renderer/stores/uploads/commands.ts';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import { useSelectionStore } from '../../../renderer/stores/uploads/selection.ts';
import ConnectView from '../../../renderer/views/ConnectView.vue';
import type { TransferState } from '../../../shared/transfer-state.ts';
import { sandbox, studio } from '../fake-main.ts';
import { errorOf, fakeRow } from '../fake-rows.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

const blocked = {
  blocked: [
    {
      accountId: 'studio',
      why: 'credentials' as const,
      error: errorOf('credentials-missing'),
    },
  ],
};

/** A window in which the account of most uploads is no longer connected. */
async function withoutStudio(accounts = [sandbox]) {
  const opened = await openWindow({ accounts, picture: blocked });
  await flushPromises();
  return opened;
}

function buttonSaying(text: string): HTMLElement {
  const found = [...document.querySelectorAll('button')].find(
    (button) => button.textContent.trim() === text,
  );
  if (found === undefined) throw new Error(`There is no button "${text}"`);
  return found;
}

describe('an account that is to be removed', () => {
  it('row 80: says which destinations go with it, and what happens to its uploads', async () => {
    const { main, pinia } = await openWindow({ accounts: [studio] });
    const open = main.rows.filter(
      ({ accountId, state }) =>
        accountId === 'studio' &&
        ['queued', 'uploading', 'verifying', 'waiting', 'paused'].includes(state.name),
    );
    show(pinia, AccountSettings);
    await flushPromises();
    buttonSaying('Remove').click();
    await flushPromises();
    expect(document.body.textContent).toContain(
      `${open.length} of its uploads are not finished. They stay in the list and wait until you connect the account again or cancel them.`,
    );
    expect(document.body.textContent).toContain(
      'Its 2 places go with it: \u2068media-prod / 2026\u2069, \u2068备份 / 照片归档\u2069.',
    );
    buttonSaying('Remove the account').click();
    await flushPromises();
    expect(inputsOf(main, 'accounts.remove')).toEqual(['studio']);
  });

  it('says nothing of uploads when all are finished', async () => {
    const { pinia } = await openWindow({ accounts: [studio], rows: 0 });
    show(pinia, AccountSettings);
    await flushPromises();
    buttonSaying('Remove').click();
    await flushPromises();
    expect(document.body.textContent).toContain('Objects at OSS stay as they are.');
    expect(document.body.textContent).not.toContain('not finished');
  });
});

describe('uploads whose account was removed', () => {
  it.each<[TransferState, string | undefined]>([
    [{ name: 'queued' }, 'wait.accountRemoved'],
    [{ name: 'waiting', why: 'credentials' }, 'wait.accountRemoved'],
    [{ name: 'paused' }, undefined],
    [{ name: 'done', verified: 'crc64' }, 'state.doneCrc64'],
  ])('say so as far as it matters: %o', (state, note) => {
    expect(displayOf({ ...fakeRow(1, 3, 0), state, bytesShown: 0 }, true).note).toBe(note);
  });

  it('say in their details what to do, instead of what they waited for', async () => {
    const { main, pinia } = await withoutStudio();
    const index = main.rows.findIndex(({ id }) => id === 8);
    const row = main.rows[index];
    if (row === undefined) throw new Error('There is no row');
    main.rows[index] = { ...row, accountId: 'studio', state: { name: 'waiting', why: 'conflict' } };
    const navigation = useNavigationStore();
    navigation.detailsOpen = true;
    // The upload of one file whose row this is.
    useSelectionStore().select(4);
    await flushPromises();
    const panel = show(pinia, DetailsPanel);
    await flushPromises();
    expect(panel.text()).toContain(
      'The account of this upload was removed. Connect it again and the upload goes on where it was, or cancel it.',
    );
    expect(panel.text()).not.toContain('Try again');
    buttonSaying('Cancel…').click();
    expect(useCommandsStore().cancelQuestion).toEqual({ target: { ids: [8] }, files: 1 });
    buttonSaying('Connect it again').click();
    expect(navigation.route).toEqual({ view: 'connect', accountId: 'studio' });
  });

  it('are spoken of once for all, not by the number of an account', async () => {
    const { pinia } = await withoutStudio();
    const banners = show(pinia, BannerBar);
    await flushPromises();
    expect(banners.text()).toContain('Some uploads wait for an account that was removed.');
    expect(banners.text()).not.toContain('studio');
    buttonSaying('Connect it again').click();
    expect(useNavigationStore().route).toEqual({ view: 'connect', accountId: 'studio' });
  });

  it('are not spoken of while the accounts are not known', async () => {
    const { pinia } = await withoutStudio([studio, sandbox]);
    const banners = show(pinia, BannerBar);
    await flushPromises();
    expect(banners.text()).not.toContain('removed');
  });

  it('go on under the account that is connected again', async () => {
    const { main, pinia } = await openWindow({ accounts: [studio] });
    await useAccountsStore().remove('studio');
    const view = show(pinia, ConnectView, { accountId: 'studio' });
    await flushPromises();
    expect(view.text()).toContain('Connect the account again');
    const inputs = view.findAll('input:not([type=radio])');
    const values = inputs.map((input) => (input.element as HTMLInputElement).value);
    expect(values).toContain('media-prod');
    await view.get('form').trigger('submit');
    expect(view.text()).toContain('Type the AccessKey ID.');
    await inputs[0]?.setValue('LTAI');
    await inputs[1]?.setValue('secret');
    buttonSaying('Connect').click();
    await flushPromises();
    buttonSaying('Use it anyway').click();
    await flushPromises();
    expect(inputsOf(main, 'accounts.save')).toMatchObject([
      { id: 'studio', name: 'Studio', endpoint: studio.endpoint, secrets: { accessKeyId: 'LTAI' } },
    ]);
  });
});
