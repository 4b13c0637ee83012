/**
 * The part of ali-oss 6.23.0 that Ferry uses, as its sources have it. The published types lack the
 * injected HTTP client, `ctx`, `_uploadPart` and half of the options, and call strings booleans.
 */
declare module 'ali-oss' {
  export interface ClientOptions {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly stsToken?: string;
    /** Only silences a warning: without `refreshSTSToken` ali-oss never refreshes a token. */
    readonly refreshSTSTokenInterval: number;
    /** Absent for requests that concern no bucket. */
    readonly bucket?: string;
    /** With scheme and without path. */
    readonly endpoint: string;
    /**
     * Starts with `oss-`: with an IP endpoint, ali-oss builds the Host header from it. The prefix
     * is not signed.
     */
    readonly region: string;
    readonly secure: boolean;
    /** The endpoint is a domain bound to the bucket: no bucket in the host. */
    readonly cname: boolean;
    /** Path style: the bucket is the first segment of the path. */
    readonly sldEnable: boolean;
    readonly authorizationV4: true;
    /** `latin1` sends header values as the bytes of their UTF-8 form. */
    readonly headerEncoding: 'latin1';
    /** Turns off the retries of ali-oss. */
    readonly retryMax: 0;
    readonly urllib: HttpClient;
  }

  /** The interface that ali-oss calls instead of urllib. */
  export interface HttpClient {
    request(url: string, request: HttpRequest): Promise<HttpResult>;
  }

  export interface HttpRequest {
    readonly method: string;
    /** Signed; the names are in mixed case. */
    readonly headers: Readonly<Record<string, string>>;
    /** A body that ali-oss made, such as the XML of Complete. */
    readonly content?: string | Uint8Array;
    /** Passed on unchanged; ali-oss never reads it. */
    readonly stream?: import('../../transfer/transport.ts').TransportBody;
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
   * Returns the call that caused a request. This is a function because Complete deep-copies its
   * options: an object would arrive empty.
   */
  export type CallTag = () => import('./undocumented-calls.ts').SignedExchange;

  export interface CallOptions {
    readonly ctx: CallTag;
    readonly headers?: Record<string, string>;
    readonly mime?: string;
  }

  export interface RequestParameters {
    readonly method: string;
    readonly bucket: string;
    readonly object?: string;
    /** A setting of the bucket, such as `cname`. */
    readonly subres?: string;
    /** Signed with the request. */
    readonly query?: Readonly<Record<string, string>>;
    readonly headers: Record<string, string>;
    readonly stream?: import('../../transfer/transport.ts').TransportBody;
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

  export interface ListedObject {
    readonly name?: string;
    /** NaN when the list names no size. */
    readonly size: number;
    readonly lastModified?: string;
    readonly storageClass?: string;
  }

  export interface ListedBucket {
    readonly name?: string;
    /** Starts with `oss-`. */
    readonly region?: string;
  }

  /** The methods reject with this error when OSS responds with an error. */
  export interface ServiceError extends Error {
    readonly status?: number;
    /** The error code of OSS, such as `NoSuchUpload`. */
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
    /** The value of the `User-Agent` header. */
    readonly userAgent: string;
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
      data: { stream: import('../../transfer/transport.ts').TransportBody; size: number },
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
      /** An array, one object for a single part, or an empty array. */
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
    /** Removes the continuation token from `query`. */
    listV2(
      query: Record<string, string | number>,
      options: CallOptions,
    ): Promise<{
      readonly prefixes: readonly (string | undefined)[] | null;
      readonly objects: readonly ListedObject[];
      readonly isTruncated: boolean;
      readonly nextContinuationToken: string | null;
    }>;
  }
}
