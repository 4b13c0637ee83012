import type { SandboxAccess } from '../../../sandbox/sandbox-messages.ts';
import { connect, type AliOss } from '../../sandbox/helpers/ali-oss.ts';

/** A look at what OSS really holds, past Ferry, with the keys of the bucket's owner. */
export interface RemoteObjects {
  readonly client: AliOss;
  /** `undefined` when there is no such object. */
  read(key: string): Promise<Buffer | undefined>;
  /** Of every object in the bucket, in order. */
  keys(): Promise<readonly string[]>;
  /** Unfinished multipart uploads of the bucket. */
  uploads(): Promise<readonly { readonly key: string; readonly uploadId: string }[]>;
}

export function remoteObjects(sandbox: SandboxAccess): RemoteObjects {
  const client = connect(sandbox);
  return {
    client,

    async read(key) {
      try {
        return (await client.get(key)).content;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'NoSuchKey')
          return undefined;
        throw error;
      }
    },

    async keys() {
      const keys: string[] = [];
      for (let after: string | null = ''; after !== null;) {
        const query = { 'max-keys': 1000, 'encoding-type': 'url' };
        const page: Awaited<ReturnType<AliOss['listV2']>> = await client.listV2(
          after === '' ? query : { ...query, 'continuation-token': after },
        );
        // ali-oss leaves them as they travelled.
        keys.push(...page.objects.map(({ name }) => decodeURIComponent(name)));
        after = page.isTruncated ? page.nextContinuationToken : null;
      }
      return keys;
    },

    async uploads() {
      const { uploads } = await client.listUploads({ 'max-uploads': 1000 });
      return uploads.map(({ name, uploadId }) => ({ key: name, uploadId }));
    },
  };
}
