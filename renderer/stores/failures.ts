import { defineStore } from 'pinia';
import { shallowRef, watch } from 'vue';
import type { FailureView } from '../../shared/ipc/views.ts';
import { useClient } from '../bridge.ts';
import { copyText } from '../copy-text.ts';
import { remedyFor } from '../model/failure-advice.ts';
import { useBatchesStore } from './batches.ts';
import { useCommandsStore } from './commands.ts';
import { useNavigationStore } from './navigation.ts';
import { useNoticesStore } from './notices.ts';
import { useTransferListStore } from './transfer-list.ts';

/** Failed transfers, grouped by cause: one entry for all files of a cause. */
export const useFailuresStore = defineStore('failures', () => {
  const list = useTransferListStore();
  const batches = useBatchesStore();
  const commands = useCommandsStore();
  const navigation = useNavigationStore();
  const notices = useNoticesStore();
  const groups = shallowRef<readonly FailureView[]>([]);

  async function load(): Promise<void> {
    const { batchId } = list;
    groups.value = await useClient().call.transfers.failures({
      ...(batchId !== undefined && { batchId }),
    });
  }

  function show({ code }: FailureView): void {
    list.open({ view: 'attention', batchId: list.batchId, errorCode: code });
  }

  async function retry({ code }: FailureView): Promise<void> {
    const { batchId } = list;
    await commands.order('retry', { errorCode: code, ...(batchId !== undefined && { batchId }) });
  }

  /** Runs the remedy for all files of a group. */
  async function mend(group: FailureView): Promise<void> {
    switch (remedyFor(group.code, group.files)) {
      case 'retry':
      case 'new-versions':
        await retry(group);
        return;
      case 'sign-in':
      case 'edit-account':
        await signIn(group);
        return;
      case 'network':
        navigation.openSettings('network');
        return;
      case 'transfer-settings':
        navigation.openSettings('transfers');
        return;
      case 'copy-policy':
        await copyPolicy(group);
        return;
      case 'change-key':
        await changeKey(group);
        return;
      case 'show':
        show(group);
    }
  }

  async function exampleOf(group: FailureView) {
    const { id } = group.example;
    return (await notices.attempt(() => useClient().call.transfers.details(id))) ?? undefined;
  }

  async function signIn(group: FailureView): Promise<void> {
    const example = await exampleOf(group);
    if (example !== undefined) navigation.go({ view: 'connect', accountId: example.accountId });
  }

  async function copyPolicy(group: FailureView): Promise<void> {
    const example = await exampleOf(group);
    if (example === undefined) return;
    await notices.attempt(async () => {
      const batch = await batches.fetch(example.batchId);
      if (batch === undefined) return;
      const policy = await useClient().call.accounts.policy(batch.destination);
      if (copyText(policy)) notices.say('notice.policyCopied');
    });
  }

  async function changeKey(group: FailureView): Promise<void> {
    const example = await exampleOf(group);
    if (example !== undefined) commands.keyQuestion = example;
  }

  watch(
    () => [batches.batches, list.view, list.batchId],
    () => {
      if (list.view === 'attention') void load().catch(() => undefined);
    },
    { immediate: true },
  );

  return { groups, load, show, retry, mend };
});
