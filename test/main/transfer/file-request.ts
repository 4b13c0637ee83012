import { statSync } from 'node:fs';
import { signatureDate, signingScope } from '../../../main/signature/sign-v4.ts';
import { identityOf } from '../../../main/transfer/source/open-source.ts';
import type { FileRequest } from '../../../main/transfer/transport.ts';

/** The request that sends the file at `path` to `url`, which ends in `/key`. */
export function fileRequest(path: string, url: string, idleTimeout = 60_000): FileRequest {
  const keys = { accessKeyId: 'id', accessKeySecret: 'secret' };
  const day = signatureDate(Date.now()).slice(0, 8);
  return {
    ...{ path, identity: identityOf(statSync(path, { bigint: true })) },
    ...{ key: 'key', headers: {}, idleTimeout },
    destination: {
      ...{ above: url.slice(0, -'key'.length), bucket: 'bucket', headers: {} },
      ...{ scope: signingScope(keys, 'cn-hangzhou', day), clockOffset: 0 },
    },
  };
}
