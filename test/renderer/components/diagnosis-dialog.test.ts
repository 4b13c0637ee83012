import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import BannerBar from '../../../renderer/components/banners/BannerBar.vue';
import WindowDialogs from '../../../renderer/components/WindowDialogs.vue';
import { useNavigationStore } from '../../../renderer/stores/navigation.ts';
import type { Diagnosis } from '../../../shared/account/diagnosis.ts';
import { studio, type FakeMainOptions } from '../fake-main.ts';
import { inputsOf, openWindow, show } from '../with-window.ts';

const speed = (endpoint: string, bytesPerSecond: number, addressing: string): Diagnosis =>
  ({
    check: 'speed',
    outcome: 'found',
    host: new URL(endpoint).host,
    facts: { address: { endpoint, addressing }, bytesPerSecond },
  }) as Diagnosis;

const domain = 'https://files.example.com';
const speeds = [
  speed(studio.endpoint, 1_000_000, 'virtual-host'),
  speed(domain, 4_000_000, 'custom-domain'),
];
const saved = {
  id: 'one',
  accountId: 'studio',
  bucket: 'media-prod',
  prefix: '2026/',
  conflictPolicy: 'ask' as const,
  options: {},
};

async function dialog(options: FakeMainOptions = {}) {
  const opened = await openWindow({
    diagnosis: speeds,
    accounts: [studio],
    preferences: { destinations: [saved] },
    ...options,
  });
  show(opened.pinia, WindowDialogs, {});
  useNavigationStore().diagnose('studio');
  await flushPromises();
  await import('../../../renderer/components/dialogs/DiagnosisDialog.vue');
  await flushPromises();
  const content = document.querySelector('[role=dialog]');
  const button = (name: string) => {
    const found = [...(content?.querySelectorAll('button') ?? [])].find(
      (one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === name,
    );
    if (found === undefined) throw new Error(`There is no button "${name}".`);
    return found;
  };
  return { ...opened, content, button };
}

describe('the diagnosis of an account that is connected', () => {
  it('checks its first place with the stored keys, and measures the speed', async () => {
    const { main, content } = await dialog();
    const [asked] = inputsOf(main, 'accounts.diagnose') as readonly { account: object }[];
    expect(asked).toMatchObject({
      account: { id: 'studio' },
      bucket: 'media-prod',
      prefix: '2026/',
      withSpeed: true,
    });
    expect(asked?.account).not.toHaveProperty('secrets');
    expect(content?.textContent).toContain('Diagnosis of media-prod/2026/');
  });

  it('draws a bar for each address, and marks the fastest with a button that chooses it', async () => {
    const { main, content, button } = await dialog({ domain });
    const bars = [...(content?.querySelectorAll<HTMLElement>('[style*="width"]') ?? [])];
    expect(bars.map((bar) => bar.style.width)).toEqual(['25%', '100%']);
    expect(content?.textContent).toContain('Fastest');
    button('Send data through files.example.com').click();
    await flushPromises();
    expect(inputsOf(main, 'accounts.useAddress')).toEqual([
      { accountId: 'studio', bucket: 'media-prod', endpoint: domain },
    ]);
    expect(() => button('Send data through files.example.com')).toThrow();
  });

  it('has a report to copy', async () => {
    const { button } = await dialog();
    expect(button('Copy the report, which holds no secret')).toBeDefined();
  });
});

describe('an account whose data the endpoint refuses', () => {
  const picture = {
    blocked: [{ accountId: 'studio', why: 'public-endpoint', since: 0 }],
  } as unknown as NonNullable<FakeMainOptions['picture']>;

  async function press(options: FakeMainOptions, text: string) {
    const opened = await openWindow({
      accounts: [studio],
      preferences: { destinations: [saved] },
      picture,
      ...options,
    });
    const banners = show(opened.pinia, BannerBar);
    await flushPromises();
    const button = banners.findAll('button').find((one) => one.text() === text);
    await button?.trigger('click');
    await flushPromises();
    return { ...opened, banners };
  }

  it('is one sentence, whose button chooses the bound domain', async () => {
    const { main, banners } = await press({ domain }, 'Choose a domain');
    expect(banners.findAll('p')).toHaveLength(1);
    expect(inputsOf(main, 'accounts.useAddress')).toContainEqual({
      accountId: 'studio',
      bucket: 'media-prod',
    });
    expect(useNavigationStore().route.view).toBe('transfers');
  });

  it('opens the form when OSS names no domain', async () => {
    await press({}, 'Choose a domain');
    expect(useNavigationStore().route).toEqual({ view: 'connect', accountId: 'studio' });
  });

  it('can be diagnosed from there', async () => {
    await press({}, 'Diagnose');
    expect(useNavigationStore().diagnosed).toEqual({
      accountId: 'studio',
      bucket: 'media-prod',
      prefix: '2026/',
    });
  });
});
