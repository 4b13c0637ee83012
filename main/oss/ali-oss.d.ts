/**
 * The part of ali-oss 6.23.0 that Ferry uses, as its sources have it. The published types lack the
 * injected HTTP client, `ctx`, `_uploadPart` and half of the options, and call strings booleans.
 */
declare module 'ali-oss' {
  export interface ClientOptions {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly stsToken?: string;
    /** Only silences a warning: without `refreshSTSToken` nothing is ever refreshed. */
    readonly refreshSTSTokenInterval: number;
    /** Absent for what concerns no bucket. */
    readonly bucket?: string;
    /** With scheme and without path. */
    readonly endpoint: string;
    /** With `oss-`: an IP endpoint makes the Host header of it. The prefix is not signed. */
    readonly region: string;
    readonly secure: boolean;
    /** The endpoint is a domain bound to the bucket: no bucket in the host. */
    readonly cname: boolean;
    /** Path style: the bucket is the first segment of the path. */
    readonly sldEnable: boolean;
    readonly authorizationV4: true;
    /** `latin1` sends header values as the bytes of their UTF-8 form. */
    readonly headerEncoding: 'latin1';
    /** ali-oss's own repeats. */
    readonly retryMax: 0;
    readonly urllib: HttpClient;
  }

  /** What ali-oss calls in the place of urllib. */
  export interface HttpClient {
    request(url: string, request: HttpRequest): Promise<HttpResult>;
  }

  export interface HttpRequest {
    readonly method: string;
    /** Signed; the names are in mixed case. */
    readonly headers: Readonly<Record<string, string>>;
    /** A body that ali-oss made, such as the XML of Complete. */
    readonly content?: string | Uint8Array;
    /** Handed through untouched; ali-oss never looks at it. */
    readonly stream?: import('../transfer/transport.ts').TransportBody;
    readonly ctx: CallTag;
  }

  export interface HttpResult {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly data: Uint8Array;
    readonly res: {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
    };
  }

  /**
   * Leads a request back to the call that caused it. A function, because Complete copies its options
   * deeply: an object would arrive as an empty shell of itself.
   */
  export type CallTag = () => import('./requests/exchange.ts').SignedExchange;

  export interface CallOptions {
    readonly ctx: CallTag;
    readonly headers?: Record<string, string>;
    readonly mime?: string;
  }

  export interface RequestParameters {
    readonly method: string;
    readonly bucket: string;
    readonly object: string;
    readonly headers: Record<string, string>;
    readonly stream: import('../transfer/transport.ts').TransportBody;
    readonly successStatuses: readonly number[];
    readonly ctx: CallTag;
  }

  export interface SignedRequest {
    readonly headers: Readonly<Record<string, string>>;
    readonly queries?: Readonly<Record<string, string | number | null>>;
  }

  export interface ListedPart {
    readonly PartNumber?: string;
    readonly Size?: string;
    readonly ETag?: string;
  }

  export interface ListedUpload {
    readonly name?: string;
    readonly uploadId?: string;
    readonly initiated?: string;
  }

  export interface ListedBucket {
    readonly name?: string;
    /** With `oss-`. */
    readonly region?: string;
  }

  /** What the methods reject with when OSS answered with an error. */
  export interface ServiceError extends Error {
    readonly status?: number;
    /** OSS's own code, such as `NoSuchUpload`. */
    readonly code?: string;
    readonly requestId?: string;
    readonly ecCode?: string;
  }

  export default class Client {
    constructor(options: ClientOptions);
    readonly options: {
      readonly region: string;
      /** Milliseconds added to this computer's time when a request is dated. */
      amendTimeSkewed?: number;
    };
    /** The `authorization` header of a request; called once for each. */
    authorizationV4(
      method: string,
      request: SignedRequest,
      bucket: string | undefined,
      object: string | undefined,
      additionalHeaders?: readonly string[],
    ): string;
    request(parameters: RequestParameters): Promise<HttpResult>;
    head(name: string, options: CallOptions): Promise<{ status: number; res: HttpResult['res'] }>;
    initMultipartUpload(name: string, options: CallOptions): Promise<{ uploadId?: string }>;
    _uploadPart(
      name: string,
      uploadId: string,
      number: number,
      data: { stream: import('../transfer/transport.ts').TransportBody; size: number },
      options: CallOptions,
    ): Promise<{ etag: string }>;
    completeMultipartUpload(
      name: string,
      uploadId: string,
      parts: readonly { readonly number: number; readonly etag: string }[],
      options: CallOptions,
    ): Promise<{ etag?: string }>;
    abortMultipartUpload(name: string, uploadId: string, options: CallOptions): Promise<unknown>;
    listParts(
      name: string,
      uploadId: string,
      query: Readonly<Record<string, string | number>>,
      options: CallOptions,
    ): Promise<{
      readonly uploadId?: string;
      /** An array, one object when there is one part, or an empty array. */
      readonly parts: ListedPart | readonly ListedPart[];
      readonly isTruncated?: string;
      readonly nextPartNumberMarker?: string;
    }>;
    listUploads(
      query: Readonly<Record<string, string | number>>,
      options: CallOptions,
    ): Promise<{
      readonly uploads: readonly ListedUpload[];
      readonly isTruncated: boolean;
      readonly nextKeyMarker?: string;
      readonly nextUploadIdMarker?: string;
    }>;
    listBuckets(
      query: Readonly<Record<string, string | number>>,
      options: CallOptions,
    ): Promise<{
      readonly buckets: readonly ListedBucket[] | null;
      readonly isTruncated: boolean;
      readonly nextMarker: string | null;
    }>;
    /** Takes the continuation token out of `query`. */
    listV2(
      query: Record<string, string | number>,
      options: CallOptions,
    ): Promise<{
      readonly prefixes: readonly (string | undefined)[] | null;
      readonly isTruncated: boolean;
      readonly nextContinuationToken: string | null;
    }>;
  }
}

/** How ali-oss signs; V4 as described under "Include signatures in the Authorization header". */
declare module 'ali-oss/lib/common/signUtils.js' {
  import type { SignedRequest } from 'ali-oss';

  const signUtils: {
    getCanonicalRequest(
      method: string,
      request: SignedRequest,
      bucket: string | undefined,
      object: string | undefined,
      additionalHeaders: readonly string[],
    ): string;
    /** `date` such as `20260131T235959Z`. */
    getStringToSign(region: string, date: string, canonicalRequest: string): string;
    /** `date` such as `20260131`. */
    getCredential(date: string, region: string, accessKeyId: string): string;
    fixAdditionalHeaders(additionalHeaders: readonly string[] | undefined): readonly string[];
    authorizationV4(
      accessKeyId: string,
      accessKeySecret: string,
      region: string,
      method: string,
      request: SignedRequest,
      bucket: string | undefined,
      object: string | undefined,
      additionalHeaders: readonly string[] | undefined,
      headerEncoding: 'latin1',
    ): string;
  };
  export default signUtils;
}
