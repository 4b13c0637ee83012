import { access } from 'node:fs/promises';
import type { Route, SettingsSection } from '../../../shared/ipc/views.ts';
import { type DesktopFerry, engineOf } from '../start/ferry.ts';
import { arrivalsId, type HandedOver } from '../calls/handed-over.ts';
import type { PreferencesFile } from '../start/private-files.ts';
import type { StartArguments } from '../system/system-events.ts';
import type { Preferences } from '../../../shared/preferences.ts';
import { usualScan } from '../../../shared/upload/upload-options.ts';
import type { AddPaths } from '../../engine/api.ts';

interface ArrivalsOptions {
  readonly ferry: DesktopFerry;
  readonly handedOver: HandedOver;
  readonly preferences: PreferencesFile;
  /** Shows the window at this route. */
  readonly go: (route: Route) => void;
}

/** Receives files and links from the system, a file manager or a second start. */
export interface Arrivals {
  /** Uploads the files, follows the links, and shows the window unless `hidden` is set. */
  take(start: StartArguments): Promise<void>;
  /** Shows the waiting files to a newly loaded page, also after another page crashed. */
  remind(): Promise<void>;
}

export function createArrivals(options: ArrivalsOptions): Arrivals {
  const { ferry, handedOver, preferences, go } = options;

  /** The window asks for the target of the waiting files as soon as an account exists. */
  async function remind(): Promise<void> {
    if (handedOver.count(arrivalsId) === 0) return;
    const accounts = await (await engineOf(ferry)).accounts();
    const count = handedOver.count(arrivalsId);
    const request = { kind: 'handed-over', id: arrivalsId, count } as const;
    if (accounts.length === 0) go({ view: 'connect', waiting: request });
    else go({ view: 'transfers', ask: request });
  }

  async function add(target: UploadTarget, roots: readonly string[]): Promise<number> {
    try {
      return (await (await engineOf(ferry)).add({ ...target, roots })).id;
    } catch (error) {
      handedOver.keep(arrivalsId, roots);
      await remind();
      throw error;
    }
  }

  return {
    async take({ paths, links, hidden }) {
      const [link] = links;
      if (link !== undefined) go(readDeepLink(link));
      else if (!hidden) go({ view: 'transfers' });
      const roots = await existing(paths);
      if (roots.length === 0) return;
      const target = currentTarget(preferences.current());
      if (target === undefined) {
        handedOver.keep(arrivalsId, roots);
        await remind();
        return;
      }
      const batchId = await add(target, roots);
      if (!hidden) go({ view: 'transfers', batchId });
    },
    remind,
  };
}

/** Keeps only existing paths: a word that names no file is another program's switch. */
async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return found.flat();
}

const sections: readonly SettingsSection[] = [
  'general',
  'transfers',
  'network',
  'notifications',
  'accounts',
  'advanced',
];

/**
 * The route of a `ferry://` link: `ferry://transfers`, `ferry://failed`, `ferry://connect`,
 * `ferry://settings/network`. Any web page can open a link, so a link only shows a view. A link
 * never adds a file, changes a setting or names an account.
 */
export function readDeepLink(link: string): Route {
  const url = URL.parse(link);
  const section = url?.pathname.replaceAll('/', '');
  switch (url?.host) {
    case 'failed':
      return { view: 'transfers', states: ['failed'] };
    case 'connect':
      return { view: 'connect' };
    case 'settings': {
      const known = sections.find((one) => one === section);
      return { view: 'settings', ...(known !== undefined && { section: known }) };
    }
    default:
      return { view: 'transfers' };
  }
}

/** Destination and options of an upload that comes from outside the window. */
export type UploadTarget = Pick<
  AddPaths,
  'destination' | 'conflictPolicy' | 'options' | 'scanOptions'
>;

/** The current destination; `undefined` when Ferry has to ask the user. */
export function currentTarget(preferences: Preferences): UploadTarget | undefined {
  const { destinations, currentDestination } = preferences;
  const chosen = destinations.find(({ id }) => id === currentDestination);
  if (chosen === undefined) return undefined;
  const { accountId, bucket, prefix, conflictPolicy, options } = chosen;
  const destination = { accountId, bucket, prefix };
  return { destination, conflictPolicy, options, scanOptions: usualScan };
}
