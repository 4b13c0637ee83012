import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { callInTurn, type FerryBridge } from '../shared/ipc/bridge-api.ts';
import { contract } from '../shared/ipc/contract.ts';
import { channelName, type Definition, type Envelope } from '../shared/ipc/define.ts';
import { handOverPaths } from '../shared/ipc/hand-over.ts';

const groups: Readonly<Record<string, Readonly<Record<string, Definition>>>> = contract;

/** The definition, read as an own property: a name such as `__proto__` finds nothing. */
function definitionOf(group: string, name: string): Definition | undefined {
  if (!Object.hasOwn(groups, group)) return undefined;
  const definitions = groups[group];
  return definitions !== undefined && Object.hasOwn(definitions, name)
    ? definitions[name]
    : undefined;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

const bridge: FerryBridge = {
  call: async (group, name, input) => {
    const definition = definitionOf(group, name);
    if (definition?.kind !== 'call' || definition.from !== 'page') {
      throw new Error('There is no such call.');
    }
    return (await ipcRenderer.invoke(channelName(group, name), input)) as Envelope<unknown>;
  },

  on: (group, name, listener) => {
    if (definitionOf(group, name)?.kind !== 'event') throw new Error('There is no such event.');
    const forward = (_event: unknown, payload: unknown): void => {
      listener(payload);
    };
    const channel = channelName(group, name);
    ipcRenderer.on(channel, forward);
    return () => {
      ipcRenderer.removeListener(channel, forward);
    };
  },

  addFiles: async (target, files) => {
    const paths = files
      .map((file) => webUtils.getPathForFile(file as File))
      .filter((path) => path !== '');
    if (paths.length === 0) return { ok: true, value: null };
    const call = (name: string, input: object) =>
      callInTurn(
        async () =>
          (await ipcRenderer.invoke(channelName('batches', name), input)) as Envelope<unknown>,
        wait,
      );
    return await handOverPaths({ id: crypto.randomUUID(), call }, target, paths);
  },
};

contextBridge.exposeInMainWorld('ferry', bridge);
