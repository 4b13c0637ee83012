import { computed, type ComputedRef } from 'vue';
import { useWords } from '../words/use-words.ts';
import { useClient } from '../../bridge.ts';
import { useAccountsStore } from '../../stores/accounts.ts';
import { useCausesStore } from '../../stores/uploads/causes.ts';
import { useCommandsStore } from '../../stores/uploads/commands.ts';
import { useEngineStore } from '../../stores/engine.ts';
import { useNavigationStore } from '../../stores/navigation.ts';
import { useNoticesStore } from '../../stores/notices.ts';
import { usePictureStore } from '../../stores/uploads/picture.ts';
import { usePreferencesStore } from '../../stores/preferences.ts';
import { useQueueRecoveryStore } from '../../stores/queue-recovery.ts';
import { useRemovedAccountsStore } from '../../stores/removed-accounts.ts';
import { itemsIn, useUploadsStore } from '../../stores/uploads/uploads.ts';

export interface Banner {
  readonly id: string;
  /** `own` is the sentence of the opened upload. */
  readonly tone: BannerTone;
  readonly text: string;
  readonly action?: BannerAction;
  readonly second?: BannerAction;
  readonly closable?: boolean;
}

/** The most urgent first; `offline` and `plain` are no errors. */
const tones = ['bad', 'warn', 'paused', 'offline', 'plain', 'own'] as const;
export type BannerTone = (typeof tones)[number];

interface BannerAction {
  readonly text: string;
  readonly run: () => void;
}

/** What keeps uploads back, or has to be known: the most urgent first. */
export function useBanners(): ComputedRef<readonly Banner[]> {
  const { t, count, errorTitle, errorSentence, errorNext } = useWords();
  const causes = useCausesStore();
  const commands = useCommandsStore();
  const engine = useEngineStore();
  const store = usePictureStore();
  const accounts = useAccountsStore();
  const removedAccounts = useRemovedAccountsStore();
  const navigation = useNavigationStore();
  const notices = useNoticesStore();
  const preferences = usePreferencesStore();
  const recovery = useQueueRecoveryStore();
  const uploads = useUploadsStore();

  function tryAgain(accountId: string): void {
    void notices.attempt(() => useClient().call.accounts.unblock(accountId));
  }

  const connected = computed(() =>
    store.blocked.filter(({ accountId }) => !accounts.isRemoved(accountId)),
  );
  const removed = computed<readonly Banner[]>(() =>
    removedAccounts.waitedFor.map((accountId) => ({
      id: `removed:${accountId}`,
      tone: 'warn',
      text: t('banner.accountRemoved'),
      action: {
        text: t('banner.connectAgain'),
        run: () => void navigation.connectAgain(accountId),
      },
    })),
  );

  const blocked = computed<readonly Banner[]>(() =>
    connected.value.map(({ accountId, why }) => {
      const account = accounts.find(accountId)?.name ?? accountId;
      const id = `${why}:${accountId}`;
      const again = {
        text: t('banner.tryNow'),
        run: () => {
          tryAgain(accountId);
        },
      };
      const diagnose = {
        text: t('connect.diagnose'),
        run: () => {
          navigation.diagnose(accountId);
        },
      };
      switch (why) {
        case 'offline':
          return {
            ...{ id, tone: 'offline', text: t('banner.offline', { account }), action: again },
            second: diagnose,
          };
        case 'credentials':
          return {
            id,
            tone: 'warn',
            text: t('banner.credentials', { account }),
            action: {
              text: t('banner.signIn'),
              run: () => {
                navigation.go({ view: 'connect', accountId });
              },
            },
          };
        case 'proxy':
          return {
            id,
            tone: 'warn',
            text: t('banner.proxy'),
            action: {
              text: t('banner.openProxy'),
              run: () => {
                navigation.openSettings('network');
              },
            },
          };
        case 'certificate':
          return {
            ...{ id, tone: 'bad', text: t('banner.certificate', { account }), action: again },
            second: diagnose,
          };
        case 'public-endpoint':
          return {
            id,
            tone: 'warn',
            text: t('banner.publicEndpoint', { account }),
            action: {
              text: t('banner.chooseDomain'),
              run: () => void causes.useBoundDomain(accountId),
            },
            second: diagnose,
          };
        case 'suspended':
          return {
            ...{ id, tone: 'bad', text: t('banner.suspended', { account }), action: again },
            second: diagnose,
          };
      }
    }),
  );

  const general = computed<readonly Banner[]>(() => {
    const info = preferences.info;
    const recovered = recovery.recovery;
    const found: Banner[] = [];
    const { refusal } = store;
    if (refusal !== undefined) {
      const values = { sentence: errorSentence(refusal), next: errorNext(refusal) };
      found.push({ id: 'refusal', tone: 'bad', text: t('banner.refusal', values) });
    }
    if (engine.failure !== undefined) {
      found.push({
        id: 'engine',
        tone: 'bad',
        text: t('banner.engineStopped', { cause: errorTitle(engine.failure) }),
        action: {
          text: t(engine.starting ? 'engine.starting' : 'engine.startAgain'),
          run: () => void engine.startAgain(),
        },
        second: {
          text: t('engine.saveDiagnostics'),
          run: () => void engine.saveDiagnostics(),
        },
      });
    }
    // The first view asks by itself where dropped items go.
    const asksItself =
      uploads.arrived?.kind === 'files' && navigation.firstRun && navigation.inTransfers;
    if (uploads.arrived !== undefined && !asksItself) {
      found.push({
        id: 'arrived',
        tone: 'warn',
        text: count('banner.arrived', itemsIn(uploads.arrived)),
        action: {
          text: t('banner.arrivedChoose'),
          run: () => {
            if (accounts.accounts.length === 0) navigation.go({ view: 'connect' });
            else uploads.askForArrived();
          },
        },
        second: { text: t('banner.arrivedForget'), run: () => void uploads.forgetArrived() },
      });
    }
    if (store.picture?.allPaused === true && engine.failure === undefined) {
      found.push({
        id: 'paused',
        tone: 'paused',
        text: t('banner.paused'),
        action: {
          text: t('status.resumeAll'),
          run: () => void commands.order('resume', { all: true }),
        },
      });
    }
    if (store.picture?.diskFull === true)
      found.push({ id: 'disk', tone: 'bad', text: t('banner.diskFull') });
    if (recovered !== undefined) {
      found.push({
        id: 'recovery',
        tone: 'warn',
        text: t(`banner.recovery.${recovered.outcome}`, { copy: recovered.damagedCopy }),
        action: {
          text: t('banner.showCopy'),
          run: () => void notices.attempt(() => useClient().call.app.openDatabaseFolder(undefined)),
        },
        closable: true,
      });
    }
    const plain =
      info?.secretStorage === 'plain-file' && !preferences.preferences.allowPlainSecrets;
    if (plain && accounts.accounts.some(({ sandbox }) => !sandbox)) {
      found.push({
        id: 'secrets',
        tone: 'plain',
        text: t('banner.plainSecrets'),
        action: {
          text: t('banner.plainSecretsAsk'),
          run: () => {
            navigation.plainSecretsOpen = true;
          },
        },
        closable: true,
      });
    }
    return found;
  });

  const banners = computed(() =>
    [...general.value, ...blocked.value, ...removed.value]
      .filter(({ id }) => !notices.hidden.includes(id))
      .toSorted((one, other) => tones.indexOf(one.tone) - tones.indexOf(other.tone)),
  );
  return banners;
}
