/** A private module of ali-oss 6.23.0. The tests compare Ferry's signatures with its own. */
declare module 'ali-oss/lib/common/signUtils.js' {
  import type { SignedRequest } from 'ali-oss';

  const signUtils: {
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
