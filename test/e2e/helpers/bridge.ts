import type { Page } from '@playwright/test';
import type { FerryBridge } from '../../../shared/ipc/bridge-api.ts';
import type { FerryContract } from '../../../shared/ipc/contract.ts';
import type { Caller, Envelope } from '../../../shared/ipc/define.ts';

declare const window: { readonly ferry: FerryBridge };

type Calls = Caller<FerryContract>;

/** Asks the app what its own window would ask, through the same bridge. */
export async function ask<Group extends keyof Calls, Name extends keyof Calls[Group] & string>(
  page: Page,
  group: Group,
  name: Name,
  input: Calls[Group][Name] extends (input: infer Input) => unknown ? Input : never,
): Promise<Calls[Group][Name] extends (input: never) => Promise<infer Output> ? Output : never> {
  const envelope = (await page.evaluate(
    (call) => window.ferry.call(call.group, call.name, call.input),
    { group, name, input },
  )) as Envelope<never>;
  if (envelope.ok) return envelope.value;
  throw new Error(`${group}.${name}: ${envelope.error.code}: ${envelope.error.detail ?? ''}`);
}
