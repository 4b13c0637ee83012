import { chooseProxy, createDoctor } from '../../doctor/create-doctor.ts';
import { diagnose } from '../../doctor/diagnose.ts';
import { createTransport } from '../../transfer/workers/worker-pool.ts';
import type { CliDiagnosis, ProcessEnvironment } from '../run/world.ts';
import { keysFor } from './open-ferry.ts';

/** Runs the checks with the keys and the proxy of the environment or of a profile. */
export async function diagnoseAccount(
  environment: ProcessEnvironment,
  { proxy: setting = { mode: 'system' }, ...options }: CliDiagnosis,
): Promise<void> {
  const proxy = chooseProxy(setting, environment, options.account.endpoint);
  const transport = createTransport();
  transport.setProxy(proxy);
  try {
    const credentials = () => keysFor(environment, () => Promise.resolve(options.account));
    await diagnose(createDoctor({ credentials, transport, proxy }), options);
  } finally {
    await transport.close();
  }
}
