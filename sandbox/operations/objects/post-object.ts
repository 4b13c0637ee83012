import { createHmac } from 'node:crypto';
import { ownerNamed, refuseV1, requireAction, type Identity } from '../../accounts.ts';
import { checkAcl } from '../../signing/access.ts';
import { blocksPublicAccess } from '../../rules/bucket-settings.ts';
import { checkToken, unknownAccessKey } from '../../signing/authenticate.ts';
import { readForm, type UploadForm } from '../../text/form-data.ts';
import { limits } from '../../rules/limits.ts';
import { OssError } from '../../rules/oss-error.ts';
import { checkPostPolicy, type SizeRange } from '../../signing/post-policy.ts';
import { parseCredential, signV4 } from '../../signing/signature-v4.ts';
import { percentEncode, toWire } from '../../text/text-coding.ts';
import { writeXml } from '../../text/xml-writer.ts';
import { receiveBytes } from '../../storage/receive-bytes.ts';
import type { OssResponse, BucketCall, ObjectCall } from '../call.ts';
import { handleWithCallback, findCallback } from '../callback.ts';
import { checkOverwrite, checkWrite, contentMd5, readAttributes } from './write-request.ts';

/** POST / with an HTML form: its fields replace headers; its policy and signature authorize it. */
export async function postObject(call: BucketCall): Promise<OssResponse> {
  const { body, headers, bucket } = call;
  if (!body.hasLength) throw new OssError('MissingContentLength');
  const form = await readForm(
    body.stream(limits.putSize + 1024 * 1024),
    headers['content-type'] ?? '',
  );
  const key = (form.fields.get('key') ?? '').replaceAll('${filename}', form.fileName);
  const { identity, range } = admit(call, form);
  const resource = `${bucket.record.name}/${key}`;
  requireAction(identity, 'oss:PutObject', resource);
  const { account } = identity;
  if (account === undefined || ownerNamed(account) !== bucket.record.ownerId) {
    if (blocksPublicAccess(bucket.record)) checkAcl('PostObject', 'private', 'private');
    else checkAcl('PostObject', bucket.record.acl, bucket.object(key)?.acl);
  }
  const write: ObjectCall = { ...call, identity, key, headers: formHeaders(form) };
  checkWrite(write);
  const attributes = readAttributes(write);
  const callback = findCallback(write);
  const received = await receiveBytes(bucket.files, form.file);
  try {
    checkSize(received.size, range);
    checkOverwrite(write);
  } catch (error) {
    bucket.files.retire(received.pieces);
    throw error;
  }
  bucket.putObject({ ...attributes, ...received, key, type: 'Normal', lastModified: call.clock() });
  return await handleWithCallback(write, callback, postResponse(write, form, received), {
    etag: received.etag,
    size: received.size,
    mimeType: attributes.headers['content-type'] ?? '',
    crc64: received.crc64,
    contentMd5: contentMd5(received.etag),
  });
}

/** Identifies the signer of the form and the permissions of its policy. */
function admit(
  { accounts, bucket, now }: BucketCall,
  { fields }: UploadForm,
): { identity: Identity; range: SizeRange } {
  const policy = fields.get('policy');
  const credential = parseCredential(fields.get('x-oss-credential') ?? '');
  const accessKeyId = credential?.accessKeyId ?? fields.get('ossaccesskeyid');
  if (policy === undefined || accessKeyId === undefined) {
    const range = { least: 0, most: limits.putSize };
    return { identity: { account: undefined }, range };
  }
  const account = accounts.find(accessKeyId);
  if (account === undefined) throw unknownAccessKey(accessKeyId);
  if (credential === undefined) refuseV1(account);
  const token = fields.get('x-oss-security-token');
  checkToken({ token, accessKeyId }, account, {
    now,
    hasToken: (candidate) => accounts.hasToken(candidate),
  });
  const secret = account.accessKeySecret;
  const calculated =
    credential === undefined
      ? createHmac('sha1', secret).update(policy).digest('base64')
      : signV4(secret, credential, policy);
  const provided = fields.get(credential === undefined ? 'signature' : 'x-oss-signature') ?? '';
  if (provided !== calculated) {
    throw new OssError('SignatureDoesNotMatch', {
      details: { OSSAccessKeyId: accessKeyId, SignatureProvided: provided, StringToSign: policy },
    });
  }
  const range = checkPostPolicy(policy, { fields, bucket: bucket.record.name }, now);
  return { identity: { account }, range };
}

/** Converts fields to the matching headers. The form's own Content-Type is not the object's. */
function formHeaders({ fields, fileType }: UploadForm): Record<string, string> {
  const headers = Object.fromEntries(
    [...fields].map(([name, value]) => [name, toWire(value)] as const),
  );
  if (headers['content-type'] === undefined && fileType !== '') headers['content-type'] = fileType;
  for (const name of ['callback', 'callback-var']) {
    const value = headers[name];
    if (value !== undefined) headers[`x-oss-${name}`] = value;
  }
  return headers;
}

function checkSize(size: number, { least, most }: SizeRange): void {
  if (size < least) throw new OssError('EntityTooSmall');
  if (size > Math.min(most, limits.putSize)) throw new OssError('EntityTooLarge');
}

function postResponse(
  { bucket, key, region }: ObjectCall,
  { fields }: UploadForm,
  { etag, crc64 }: { readonly etag: string; readonly crc64: string },
): OssResponse {
  const path = percentEncode(key).replaceAll('%2F', '/');
  const location = `http://${bucket.record.name}.oss-${region}.aliyuncs.com/${path}`;
  const headers = { ETag: `"${etag}"`, 'x-oss-hash-crc64ecma': crc64, Location: location };
  const redirect = fields.get('success_action_redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    url.searchParams.set('bucket', bucket.record.name);
    url.searchParams.set('key', key);
    url.searchParams.set('etag', `"${etag}"`);
    return { status: 303, headers: { ...headers, Location: url.href } };
  }
  const status = fields.get('success_action_status');
  if (status === '200') return { status: 200, headers };
  if (status !== '201') return { status: 204, headers };
  const body = writeXml('PostResponse', {
    Bucket: bucket.record.name,
    Location: location,
    Key: key,
    ETag: `"${etag}"`,
  });
  return { status: 201, headers: { ...headers, 'Content-Type': 'application/xml' }, body };
}
