import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type { SandboxAccess } from '../../../sandbox/sandbox-messages.ts';

/** A response as ali-oss hands it on. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The options the calls used here take; ali-oss writes into them, so each call gets its own. */
export interface CallOptions {
  headers?: Record<string, string | number>;
  meta?: Record<string, string | number>;
  mime?: string;
  callback?: {
    url: string;
    body: string;
    host?: string;
    contentType?: string;
    customValue?: Record<string, string>;
  };
  [option: string]: unknown;
}

interface Answer {
  readonly res: Response;
}

/** An object in a listing. */
export interface ListedObject {
  readonly name: string;
  readonly size: number;
  readonly etag: string;
  readonly type: string;
  readonly storageClass: string;
  readonly lastModified: string;
  readonly owner: { readonly id: string; readonly displayName: string } | null;
}

/** The part of ali-oss that the sandbox is tried with. */
export interface AliOss {
  put(
    key: string,
    file: string | Buffer | Readable,
    options?: CallOptions,
  ): Promise<Answer & { data?: unknown }>;
  putStream(key: string, stream: Readable, options?: CallOptions): Promise<Answer>;
  get(key: string, options?: CallOptions): Promise<Answer & { content: Buffer }>;
  getStream(key: string, options?: CallOptions): Promise<Answer & { stream: Readable }>;
  head(
    key: string,
    options?: CallOptions,
  ): Promise<Answer & { status: number; meta: Record<string, string> | null }>;
  getObjectMeta(key: string, options?: CallOptions): Promise<Answer & { status: number }>;
  delete(key: string): Promise<Answer>;
  deleteMulti(
    keys: string[],
    options?: { quiet?: boolean },
  ): Promise<Answer & { deleted: { Key: string }[] }>;
  copy(
    key: string,
    source: string,
    options?: CallOptions,
  ): Promise<Answer & { data: { etag: string; lastModified: string } | null }>;
  putMeta(key: string, meta: Record<string, string>): Promise<Answer>;
  append(
    key: string,
    file: string | Buffer | Readable,
    options?: { position?: string | number },
  ): Promise<Answer & { nextAppendPosition: string }>;
  restore(key: string): Promise<Answer>;
  putSymlink(key: string, target: string, options?: CallOptions): Promise<Answer>;
  getSymlink(key: string): Promise<Answer & { targetName: string }>;
  list(query: Record<string, string | number>): Promise<
    Answer & {
      objects: ListedObject[];
      prefixes: string[] | null;
      nextMarker: string | null;
      isTruncated: boolean;
    }
  >;
  listV2(query: Record<string, string | number>): Promise<
    Answer & {
      objects: ListedObject[];
      prefixes: string[] | null;
      nextContinuationToken: string | null;
      isTruncated: boolean;
      keyCount: number;
    }
  >;
  putACL(key: string, acl: string): Promise<Answer>;
  getACL(key: string): Promise<Answer & { acl: string; owner: { id: string } }>;
  putObjectTagging(key: string, tags: Record<string, string>): Promise<Answer>;
  getObjectTagging(key: string): Promise<Answer & { tag: Record<string, string> }>;
  deleteObjectTagging(key: string): Promise<Answer & { status: number }>;
  signatureUrl(key: string, options?: CallOptions): string;
  signatureUrlV4(
    method: string,
    seconds: number,
    request: { headers?: Record<string, string>; queries?: Record<string, string> } | undefined,
    key: string,
    additionalHeaders?: string[],
  ): Promise<string>;
  calculatePostSignature(policy: object): Record<string, string>;
  processObjectSave(source: string, target: string, process: string): Promise<Answer>;

  initMultipartUpload(key: string, options?: CallOptions): Promise<Answer & { uploadId: string }>;
  uploadPart(
    key: string,
    uploadId: string,
    part: number,
    file: string | Buffer,
    start: number,
    end: number,
    options?: CallOptions,
  ): Promise<Answer & { etag: string }>;
  uploadPartCopy(
    key: string,
    uploadId: string,
    part: number,
    range: string,
    source: { sourceKey: string; sourceBucketName: string },
    options?: CallOptions,
  ): Promise<Answer & { etag: string }>;
  completeMultipartUpload(
    key: string,
    uploadId: string,
    parts: { number: number; etag: string }[],
    options?: CallOptions,
  ): Promise<Answer & { etag: string; data?: unknown }>;
  abortMultipartUpload(key: string, uploadId: string): Promise<Answer>;
  listParts(
    key: string,
    uploadId: string,
    query?: Record<string, number>,
  ): Promise<Answer & { parts: unknown; isTruncated: string; nextPartNumberMarker: string }>;
  listUploads(query: Record<string, string | number>): Promise<
    Answer & {
      uploads: { name: string; uploadId: string; initiated: string }[];
      isTruncated: boolean;
      nextKeyMarker: string;
      nextUploadIdMarker: string;
    }
  >;
  multipartUpload(
    key: string,
    file: string | Buffer,
    options?: CallOptions,
  ): Promise<Answer & { etag: string; data?: unknown }>;
  multipartUploadCopy(
    key: string,
    source: { sourceKey: string; sourceBucketName: string },
    options?: CallOptions,
  ): Promise<Answer>;

  useBucket(name: string): void;
  putBucket(name: string, options?: CallOptions): Promise<Answer & { bucket: string | null }>;
  deleteBucket(name: string): Promise<Answer>;
  listBuckets(query?: Record<string, unknown>): Promise<
    Answer & {
      buckets: { name: string; region: string; StorageClass: string; tag: object }[] | null;
      isTruncated: boolean;
      nextMarker: string | null;
      owner: { id: string };
    }
  >;
  getBucketInfo(name: string): Promise<Answer & { bucket: Record<string, unknown> }>;
  getBucketLocation(name: string): Promise<Answer & { location: string }>;
  getBucketStat(name: string): Promise<Answer & { stat: Record<string, string> }>;
  putBucketACL(name: string, acl: string): Promise<Answer & { bucket: string | null }>;
  getBucketACL(name: string): Promise<Answer & { acl: string }>;
  putBucketTags(name: string, tags: Record<string, string>): Promise<Answer>;
  getBucketTags(name: string): Promise<Answer & { tag: Record<string, string> }>;
  deleteBucketTags(name: string): Promise<Answer>;
  putBucketCORS(name: string, rules: object[]): Promise<Answer>;
  getBucketCORS(name: string): Promise<Answer & { rules: object[] }>;
  deleteBucketCORS(name: string): Promise<Answer>;
  putBucketLifecycle(name: string, rules: object[]): Promise<Answer>;
  getBucketLifecycle(name: string): Promise<Answer & { rules: object[] }>;
  getBucketReferer(name: string): Promise<Answer & { allowEmpty: boolean; referers: unknown }>;
  putBucketPolicy(name: string, policy: object): Promise<Answer>;
  getBucketPolicy(name: string): Promise<Answer & { policy: object | null; status: number }>;
  deleteBucketPolicy(name: string): Promise<Answer>;
}

interface AliOssModule {
  new (options: Record<string, unknown>): AliOss;
  STS: new (options: Record<string, unknown>) => {
    assumeRole(
      role: string,
      policy?: object,
      seconds?: number,
    ): Promise<{
      credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string };
    }>;
  };
}

/** ali-oss itself: its own types leave out half of what is used here. */
export const aliOss = createRequire(import.meta.url)('ali-oss') as AliOssModule;

/** Without these ali-oss warns about every client that has a token. */
const neverRefreshed = {
  refreshSTSToken: () => Promise.reject(new Error('The token is not to be refreshed.')),
  refreshSTSTokenInterval: 3_600_000,
};

/** An ali-oss client for the sandbox's first bucket and account. */
export function connect(sandbox: SandboxAccess, options: Record<string, unknown> = {}): AliOss {
  return new aliOss({
    endpoint: sandbox.endpoint,
    region: `oss-${sandbox.region}`,
    bucket: sandbox.bucket,
    accessKeyId: sandbox.accessKeyId,
    accessKeySecret: sandbox.accessKeySecret,
    authorizationV4: true,
    timeout: 20_000,
    ...options,
    ...(options['stsToken'] === undefined ? {} : neverRefreshed),
  });
}
