import Client from 'ali-oss';
import { TransferError, type ErrorCode } from '../../../shared/errors.ts';
import type { Account, ServiceAddress } from '../../../shared/transfer.ts';
import type { CredentialSet } from '../../engine/ports/credentials.ts';
import type { Transport } from '../../transfer/transport.ts';
import { bucketOrigin, resolveEndpoint } from './endpoint.ts';
import { createHttpClient } from './http-client.ts';
import { createSigner, type Signer } from './sign-requests.ts';

/** A client of ali-oss, and the signer that it signs with. */
export interface SigningClient {
  readonly client: Client;
  readonly signer: Signer;
}

/**
 * A client of ali-oss 6.23.0 for one address that only builds and signs requests. Its undocumented options:
 *
 * - `urllib`: the HTTP client that sends the requests. Ferry needs its own, because bytes go from a
 *   file descriptor to the socket in a worker thread.
 * - `headerEncoding`: `latin1` sends metadata as the bytes of its UTF-8 form.
 * - `refreshSTSTokenInterval`: silences a warning; Ferry renews tokens itself.
 * - `retryMax: 0`: the engine decides about retries.
 *
 * @throws TransferError `options-invalid`, `bucket-missing` or `credentials-missing`
 */
export function createClient(
  { region: named }: Pick<Account, 'region'>,
  address: ServiceAddress,
  bucket: string | undefined,
  credentials: CredentialSet,
  transport: Transport,
): SigningClient {
  const endpoint = resolveEndpoint(address);
  const region = named.trim().replace(/^oss-/, '');
  if (!/^[A-Za-z0-9_-]+$/.test(region)) throw refuse('options-invalid', 'The region is no name.');
  // The bucket becomes part of a host name, so an invalid bucket name must stop here.
  if (bucket !== undefined && !/^[a-z0-9_][a-z0-9_-]{1,61}[a-z0-9_]$/.test(bucket)) {
    throw refuse('bucket-missing', 'No bucket can have this name.');
  }
  const accessKeyId = credentials.accessKeyId.trim();
  const accessKeySecret = credentials.accessKeySecret.trim();
  if (accessKeyId === '' || accessKeySecret === '') {
    throw refuse('credentials-missing', 'The AccessKey id or its secret is empty.');
  }
  const { securityToken } = credentials;
  const client = new Client({
    accessKeyId,
    accessKeySecret,
    ...(securityToken === undefined ? {} : { stsToken: securityToken }),
    refreshSTSTokenInterval: Number.MAX_SAFE_INTEGER,
    ...(bucket === undefined ? {} : { bucket }),
    endpoint: endpoint.origin,
    region: `oss-${region}`,
    secure: endpoint.secure,
    cname: endpoint.addressing === 'custom-domain',
    sldEnable: endpoint.addressing === 'path',
    authorizationV4: true,
    headerEncoding: 'latin1',
    retryMax: 0,
    urllib: createHttpClient(
      transport,
      bucket === undefined ? endpoint.origin : bucketOrigin(endpoint, bucket),
    ),
  });
  const signer = createSigner({ accessKeyId, accessKeySecret }, region);
  client.authorizationV4 = signer.authorizationV4;
  return { client, signer };
}

function refuse(code: ErrorCode, detail: string): TransferError {
  return new TransferError({ code, detail });
}
