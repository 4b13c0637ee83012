import { clipboard, shell } from 'electron';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Handlers } from '../../../shared/ipc/define.ts';
import { showablePath } from '../showable-path.ts';
import { engineOf, type Ferry } from '../ferry.ts';
import { fillTemplate, objectUrl, ossUrl } from '../links.ts';
import type { PreferencesFile } from '../preferences-file.ts';
import type { ProgressFeed } from '../progress-feed.ts';
import { detailsView, progressView, transferView } from '../transfer-views.ts';

type TransferHandlers = Handlers<FerryContract>['transfers'];

/** Everything the window does to transfers. Ids come in; paths are looked up here. */
export function transferHandlers(
  ferry: Ferry,
  feed: ProgressFeed,
  preferences: PreferencesFile,
): TransferHandlers {
  const engine = () => engineOf(ferry);
  return {
    snapshot: async () => progressView(await (await engine()).snapshot(), feed.visible()),
    async page({ filter, sort, range }) {
      const { queries } = await engine();
      const page = await queries.page(withoutUndefined(filter), sort, range);
      return {
        rows: page.rows.map((row) => feed.latest(row.id) ?? transferView(row)),
        total: page.total,
      };
    },
    watch: ({ ids }) => {
      feed.watch(ids);
      return Promise.resolve();
    },
    async details(id) {
      const ferryEngine = await engine();
      const details = await ferryEngine.queries.details(id);
      if (details === undefined) return null;
      const account = (await ferryEngine.accounts()).find((one) => one.id === details.accountId);
      const url =
        account === undefined
          ? ossUrl(details.bucket, details.key)
          : objectUrl(account, details.bucket, details.key);
      return detailsView(details, feed.moving(id), url);
    },
    failures: async ({ batchId }) => await (await engine()).queries.failures(batchId),
    pause: async (selection) => await (await engine()).pause(withoutUndefined(selection)),
    resume: async (selection) => await (await engine()).resume(withoutUndefined(selection)),
    cancel: async (selection) => await (await engine()).cancel(withoutUndefined(selection)),
    retry: async (selection) => await (await engine()).retry(withoutUndefined(selection)),
    remove: async (selection) => await (await engine()).remove(withoutUndefined(selection)),
    moveToFront: async (selection) =>
      await (await engine()).moveToFront(withoutUndefined(selection)),
    changeKey: async ({ id, key }) => await (await engine()).changeKey(id, key),
    async showInFolder(id) {
      const [row] = await (await engine()).queries.transfers([id]);
      const path = row === undefined ? undefined : showablePath(row.source.path);
      if (path !== undefined) shell.showItemInFolder(path);
    },
    async copyLinks({ ids }) {
      const ferryEngine = await engine();
      const known = new Map((await ferryEngine.accounts()).map((account) => [account.id, account]));
      const links = (await ferryEngine.queries.transfers(ids)).flatMap((row) => {
        const account = known.get(row.accountId);
        if (account === undefined) return [];
        const url = objectUrl(account, row.bucket, row.key);
        return [fillTemplate(templateFor(preferences, row), url, row.key)];
      });
      if (links.length > 0) await clipboard.writeText(links.join('\n'));
      return links.length;
    },
    async copyError(id) {
      const [row] = await (await engine()).queries.transfers([id]);
      const state = row?.state;
      if (state?.name !== 'failed' && state?.name !== 'waiting') return;
      await clipboard.writeText(JSON.stringify({ transfer: id, ...state.error }, undefined, 2));
    },
  };
}

function templateFor(
  preferences: PreferencesFile,
  row: { readonly accountId: string; readonly bucket: string },
): string {
  const saved = preferences
    .current()
    .destinations.find((one) => one.accountId === row.accountId && one.bucket === row.bucket);
  return saved?.linkTemplate ?? '{url}';
}

/** Fields that a message left out arrive as `undefined`; the engine wants them absent. */
function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as Defined<T>;
}

type Defined<T> = T extends unknown ? { readonly [K in keyof T]: Exclude<T[K], undefined> } : never;
