import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { fillBody, readCallback, type CallbackOrder } from '../rules/callback-rules.ts';
import { errorXml, OssError } from '../rules/oss-error.ts';
import { fromWire } from '../text/text-coding.ts';
import type { OssResponse, ObjectCall } from './call.ts';

/** The facts about the stored object that a callback may contain. */
export interface StoredFacts {
  readonly etag: string;
  readonly size: number;
  readonly mimeType: string;
  readonly crc64: string;
  readonly contentMd5: string;
}

/** Timeout in milliseconds for the response of the callback server. */
const timeLimit = 5000;
const largestReply = 1024 * 1024;

/**
 * Reads the callback of a writing request; undefined when the request has no callback.
 *
 * @throws OssError InvalidArgument, before anything is stored
 */
export function findCallback({ headers, query }: ObjectCall): CallbackOrder | undefined {
  const find = (name: string): string | undefined =>
    headers[`x-oss-${name}`] ?? query.get(name) ?? query.get(`x-oss-${name}`);
  const callback = find('callback');
  return callback === undefined || callback === ''
    ? undefined
    : readCallback(callback, find('callback-var'));
}

/**
 * POSTs the callback and replaces the response with the response of the callback server. The
 * object stays in every case; a failed callback gives 203 CallbackFailed.
 */
export async function handleWithCallback(
  call: ObjectCall,
  order: CallbackOrder | undefined,
  result: OssResponse,
  facts: StoredFacts,
): Promise<OssResponse> {
  if (order === undefined) return result;
  const body = fillBody(order, {
    bucket: call.bucket.record.name,
    object: call.key,
    etag: facts.etag,
    size: facts.size,
    mimeType: fromWire(facts.mimeType),
    crc64: facts.crc64,
    contentMd5: facts.contentMd5,
    reqId: call.requestId,
    operation: call.operation,
    clientIp: '127.0.0.1',
  });
  const headers = { ...result.headers };
  delete headers['Content-Type'];
  try {
    const reply = await postToFirst(order, body);
    return {
      status: 200,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: reply,
    };
  } catch (error) {
    const failure = error instanceof OssError ? error : unreachableServer();
    const xml = errorXml(failure, call.requestId, call.hostId);
    const type = { 'Content-Type': 'application/xml' };
    return { status: failure.status, headers: { ...headers, ...type }, body: xml };
  }
}

/** Tries the URLs in order until a server responds; that response counts. */
async function postToFirst(order: CallbackOrder, body: string): Promise<Buffer> {
  let failure: unknown;
  for (const url of order.urls) {
    try {
      return await post(url, order, body);
    } catch (error) {
      if (error instanceof OssError) throw error;
      failure = error;
    }
  }
  throw failure;
}

async function post(url: string, order: CallbackOrder, body: string): Promise<Buffer> {
  const options: RequestOptions = {
    method: 'POST',
    agent: false,
    signal: AbortSignal.timeout(timeLimit),
    headers: {
      'Content-Type': order.bodyType,
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': 'aliyun-oss-callback',
      ...(order.host === undefined ? {} : { Host: order.host }),
    },
  };
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.toLowerCase().startsWith('https:') ? httpsRequest : httpRequest;
    send(url, options, resolve).on('error', reject).end(body);
  });
  if (reply.statusCode !== 200) {
    reply.destroy();
    throw callbackFailed(`Error status : ${reply.statusCode ?? -1}.`);
  }
  const text = await readReply(reply);
  if (!isJson(text)) {
    throw callbackFailed('Response body is not valid json format.', '0007-00000202');
  }
  return text;
}

async function readReply(reply: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestReply) {
      throw callbackFailed('Error Status : 400.User server return too long content-length value');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

function unreachableServer(): OssError {
  return callbackFailed(
    'Error status : -1. OSS can not connect to your callbackUrl, please check it.',
  );
}

function callbackFailed(message: string, ec?: string): OssError {
  return new OssError('CallbackFailed', { message, ...(ec === undefined ? {} : { ec }) });
}
