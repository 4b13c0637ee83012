import type {
  Account,
  Addressing,
  CredentialSource,
  ServiceAddress,
} from '../../../shared/transfer.ts';
import { TransferError } from '../../../shared/errors.ts';
import { defaultProfilePath, readProfile } from '../../oss/credentials/profile-file.ts';
import { UsageError } from '../words/exit-codes.ts';
import { chooseEndpoint, parseEndpoint } from './endpoint.ts';
import type { EndpointChoice } from './endpoint.ts';
import type { AccountFlags } from './upload-flags.ts';
import type { ProcessEnvironment } from '../run/world.ts';

async function choices(
  flags: AccountFlags,
  environment: ProcessEnvironment,
): Promise<readonly EndpointChoice[]> {
  const given = { endpoint: flags.endpoint, region: flags.region };
  const fromEnvironment = {
    endpoint: environment['OSS_ENDPOINT'],
    region: environment['OSS_REGION'],
  };
  if (flags.profile === undefined) return [given, fromEnvironment];
  const profile = await readProfile(defaultProfilePath(), flags.profile);
  return [given, { endpoint: profile.endpoint, region: profile.region }, fromEnvironment];
}

function checkEnvironment(environment: ProcessEnvironment): void {
  for (const name of ['OSS_ACCESS_KEY_ID', 'OSS_ACCESS_KEY_SECRET']) {
    if ((environment[name] ?? '').trim() !== '') continue;
    const detail = `The environment variable ${name} is not set.`;
    throw new TransferError({ code: 'credentials-missing', detail });
  }
}

/** Equal for the same addresses and credential source, so a repeated command finds its files. */
function accountId(
  source: CredentialSource,
  endpoint: string,
  addressing: Addressing,
  data: ServiceAddress | undefined,
): string {
  const name = source.kind === 'profile' ? `profile ${source.name}` : source.kind;
  const how = addressing === 'virtual-host' ? '' : ` (${addressing})`;
  const via = data === undefined ? '' : `, data at ${data.endpoint}`;
  return `${name} at ${endpoint}${how}${via}`;
}

/** @throws UsageError when the flags name two addresses, or one that is no address */
function dataAddressFrom(
  { dataEndpoint, domain }: AccountFlags,
  addressing: Addressing,
): ServiceAddress | undefined {
  if (dataEndpoint !== undefined && domain !== undefined) {
    throw new UsageError(
      '--data-endpoint and --domain both say where the data goes.',
      'Leave one of them out.',
    );
  }
  if (domain !== undefined) {
    return { endpoint: parseEndpoint(domain.trim()).origin, addressing: 'custom-domain' };
  }
  if (dataEndpoint === undefined) return undefined;
  return { endpoint: parseEndpoint(dataEndpoint.trim()).origin, addressing };
}

/**
 * The account that the flags and the environment describe. It names the source of the keys and
 * holds no key.
 *
 * @param bucket finds a bucket name inside the endpoint.
 * @throws UsageError when endpoint or region is unknown; TransferError `credentials-missing`.
 */
export async function accountFrom(
  flags: AccountFlags,
  environment: ProcessEnvironment,
  bucket: string,
): Promise<Account> {
  const addressing = flags.addressing ?? 'virtual-host';
  const chosen = chooseEndpoint(await choices(flags, environment), bucket, addressing);
  const credentials: CredentialSource =
    flags.profile === undefined
      ? { kind: 'environment' }
      : { kind: 'profile', name: flags.profile };
  if (credentials.kind === 'environment') checkEnvironment(environment);
  const data = dataAddressFrom(flags, addressing);
  const id = accountId(credentials, chosen.endpoint, addressing, data);
  return {
    ...{ id, name: id, ...chosen, addressing, credentials },
    ...(data === undefined ? {} : { dataAddresses: { [bucket]: data } }),
  };
}
