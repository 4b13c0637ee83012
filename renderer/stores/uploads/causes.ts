import { defineStore } from 'pinia';
import { assertNever } from '../../../shared/assert-never.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';
import type { AccountLine, Say, UploadLine } from '../../../shared/ipc/picture.ts';
import type { TransferDetailsView } from '../../../shared/ipc/views.ts';
import type { Destination } from '../../../shared/transfer.ts';
import { useClient } from '../../bridge.ts';
import { copyText } from '../../copy-text.ts';
import { errorOfCause, remedyOfCause } from '../../model/cause.ts';
import { useAccountsStore } from '../accounts.ts';
import { type Target, useCommandsStore } from './commands.ts';
import { useConflictsStore } from './conflicts.ts';
import { useDestinationsStore } from '../destinations.ts';
import { useNavigationStore } from '../navigation.ts';
import { useNoticesStore } from '../notices.ts';
import { usePictureStore } from './picture.ts';

/** What a cause keeps back: an upload, a file, or an account with all its uploads. */
interface Owner {
  readonly accountId: string;
  readonly upload?: UploadLine;
  readonly destination?: Destination;
  /** The files that a retry of this cause takes. */
  readonly retried?: Target;
}

/** What the one button of a cause does. */
export const useCausesStore = defineStore('causes', () => {
  const accounts = useAccountsStore();
  const commands = useCommandsStore();
  const conflicts = useConflictsStore();
  const destinations = useDestinationsStore();
  const navigation = useNavigationStore();
  const picture = usePictureStore();
  const notices = useNoticesStore();

  async function act(say: Say, owner: Owner): Promise<void> {
    const remedy = remedyOfCause(say.cause, say.files);
    switch (remedy) {
      case 'answer':
        if (owner.upload !== undefined) conflicts.ask(owner.upload);
        return;
      case 'bound-domain':
        await useBoundDomain(owner.accountId);
        return;
      case 'diagnose':
        navigation.diagnose(owner.accountId, owner.destination);
        return;
      case 'sign-in':
      case 'edit-account':
        await signIn(owner.accountId);
        return;
      case 'network':
        navigation.openSettings('network');
        return;
      case 'transfer-settings':
        navigation.openSettings('transfers');
        return;
      case 'copy-policy':
        if (owner.destination !== undefined) await copyPolicy(owner.destination);
        return;
      case 'change-key':
        if (say.example !== undefined) await commands.askForKey(say.example.id);
        return;
      case 'show':
        if (owner.upload !== undefined) navigation.openUpload(owner.upload.batchId, 'failed');
        return;
      case 'retry':
      case 'new-versions':
        await retry(owner);
        return;
      default:
        assertNever(remedy, 'remedy');
    }
  }

  /**
   * Sends the data of the account's places through the domains that OSS names for their buckets. The
   * form opens when OSS names none.
   */
  async function useBoundDomain(accountId: string): Promise<void> {
    const places = [...destinations.ofAccount(accountId), ...picture.uploadsOf(accountId)];
    const buckets = new Set(places.map(({ bucket }) => bucket));
    let isFound = false;
    for (const bucket of buckets) {
      const asked = useClient().call.accounts.useAddress({ accountId, bucket });
      // A refusal to look is no reason to stop: the form says what to do.
      isFound = (await asked.catch(() => null)) !== null || isFound;
    }
    if (isFound) notices.say('notice.addressUsed');
    else navigation.go({ view: 'connect', accountId });
  }

  async function signIn(accountId: string): Promise<void> {
    if (accounts.isRemoved(accountId)) await navigation.connectAgain(accountId);
    else navigation.go({ view: 'connect', accountId });
  }

  /** Retries the failed files of a cause. Files that wait are released by their account. */
  async function retry({ retried, accountId }: Owner): Promise<void> {
    if (retried !== undefined) await commands.order('retry', retried);
    else await notices.attempt(() => useClient().call.accounts.unblock(accountId));
  }

  async function copyPolicy(destination: Destination): Promise<void> {
    await notices.attempt(async () => {
      const policy = await useClient().call.accounts.policy(destination);
      if (copyText(policy)) notices.say('notice.policyCopied');
    });
  }

  /** Runs the remedy for an upload, or for an account and all its uploads. */
  async function mend(say: Say, line: UploadLine | AccountLine): Promise<void> {
    const { accountId } = line;
    if (line.kind === 'account') {
      await act(say, { accountId });
      return;
    }
    const { bucket, prefix, batchId } = line;
    const destination = { accountId, bucket, prefix };
    const errorCode = errorOfCause(say.cause);
    const retries = errorCode !== undefined && line.files.failed > 0;
    const retried = retries ? { retried: { errorCode, batchId } } : {};
    await act(say, { accountId, upload: line, destination, ...retried });
  }

  /** Runs the remedy for one file. */
  async function mendFile(error: ErrorRecord, row: TransferDetailsView): Promise<void> {
    const { id, accountId, bucket, key } = row;
    const destination = { accountId, bucket, prefix: key.slice(0, key.lastIndexOf('/') + 1) };
    const example = { id, name: row.relativePath, error };
    const say = { cause: error.code, files: 1, example };
    await act(say, { accountId, destination, retried: { ids: [id] } });
  }

  return { mend, mendFile, useBoundDomain };
});
