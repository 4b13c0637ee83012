import { OssError, invalidArgument } from '../rules/oss-error.ts';
import type { Query } from '../text/query.ts';
import type { WireHeaders } from '../rules/objects/object-headers.ts';
import { algorithmV4, parseCredential, type CredentialScope } from './signature-v4.ts';

/** The credentials in a request. Times in milliseconds since 1970. */
export type RequestCredentials =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'v1';
      readonly accessKeyId: string;
      readonly signature: string;
      /** The DATE line of the string to sign. */
      readonly date: string;
      readonly isPresigned: boolean;
      readonly token: string | undefined;
    }
  | {
      readonly kind: 'v4';
      readonly accessKeyId: string;
      readonly signature: string;
      readonly scope: CredentialScope;
      readonly time: string;
      readonly additionalHeaders: readonly string[];
      /** Validity of a presigned URL in seconds. */
      readonly expires: number | undefined;
      readonly token: string | undefined;
    };

/**
 * Finds the credentials of a request: the `Authorization` header or the arguments of a presigned
 * URL, each in either signature version.
 *
 * @throws OssError InvalidArgument or AccessDenied when they are incomplete
 */
export function readCredentials(headers: WireHeaders, query: Query): RequestCredentials {
  const authorization = headers['authorization'];
  if (authorization !== undefined && authorization !== '') {
    if (authorization.startsWith(`${algorithmV4} `)) return readHeaderV4(authorization, headers);
    return readHeaderV1(authorization, headers);
  }
  if (query.get('x-oss-signature-version') === algorithmV4) return readUrlV4(query);
  if (query.has('OSSAccessKeyId') || query.has('Signature')) return readUrlV1(query);
  return { kind: 'anonymous' };
}

function readHeaderV1(authorization: string, headers: WireHeaders): RequestCredentials {
  const match = /^OSS ([^:\s]+):(\S+)$/.exec(authorization.trim());
  if (match === null) throw invalidArgument('Authorization header is invalid.');
  return {
    kind: 'v1',
    accessKeyId: match[1] ?? '',
    signature: match[2] ?? '',
    date: headers['x-oss-date'] ?? headers['date'] ?? '',
    isPresigned: false,
    token: headers['x-oss-security-token'],
  };
}

function readUrlV1(query: Query): RequestCredentials {
  const accessKeyId = query.get('OSSAccessKeyId');
  const signature = query.get('Signature');
  const date = query.get('Expires');
  if (accessKeyId === undefined || signature === undefined || date === undefined) {
    throw new OssError('AccessDenied', {
      message:
        'Query-string authentication requires the Signature, Expires and OSSAccessKeyId parameters',
    });
  }
  const token = query.get('security-token');
  return { kind: 'v1', accessKeyId, signature, date, isPresigned: true, token };
}

function readHeaderV4(authorization: string, headers: WireHeaders): RequestCredentials {
  const fields = new Map(
    authorization
      .slice(algorithmV4.length)
      .split(',')
      .map((field) => {
        const [name = '', ...value] = field.trim().split('=');
        return [name, value.join('=')] as const;
      }),
  );
  return assembleV4({
    credential: fields.get('Credential'),
    signature: fields.get('Signature'),
    time: headers['x-oss-date'],
    additionalHeaders: fields.get('AdditionalHeaders'),
    expires: undefined,
    token: headers['x-oss-security-token'],
    location: 'Authorization header',
  });
}

function readUrlV4(query: Query): RequestCredentials {
  return assembleV4({
    credential: query.get('x-oss-credential'),
    signature: query.get('x-oss-signature'),
    time: query.get('x-oss-date'),
    additionalHeaders: query.get('x-oss-additional-headers'),
    expires: query.get('x-oss-expires') ?? '',
    token: query.get('x-oss-security-token'),
    location: 'query string',
  });
}

function assembleV4(fields: {
  credential: string | undefined;
  signature: string | undefined;
  time: string | undefined;
  additionalHeaders: string | undefined;
  expires: string | undefined;
  token: string | undefined;
  location: string;
}): RequestCredentials {
  const { credential, signature, time, token, location } = fields;
  const scope = credential === undefined ? undefined : parseCredential(credential);
  if (scope === undefined) throw invalidArgument(`Invalid Credential in ${location}.`);
  if (signature === undefined) throw invalidArgument(`Missing Signature in ${location}.`);
  if (!time?.startsWith(scope.date)) {
    throw new OssError('AccessDenied', { message: 'OSS authentication requires a valid Date.' });
  }
  if (fields.expires !== undefined && !/^\d{1,7}$/.test(fields.expires)) {
    throw invalidArgument(
      'Invalid x-oss-expires in query string.',
      'x-oss-expires',
      fields.expires,
    );
  }
  const names = fields.additionalHeaders?.split(';').filter((name) => name !== '') ?? [];
  return {
    kind: 'v4',
    accessKeyId: scope.accessKeyId,
    signature,
    scope,
    time,
    additionalHeaders: names.map((name) => name.toLowerCase()).sort(),
    expires: fields.expires === undefined ? undefined : Number(fields.expires),
    token,
  };
}
