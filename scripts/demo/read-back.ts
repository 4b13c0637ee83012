import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Sandbox } from '../../sandbox/server.ts';

/**
 * Reads from the sandbox with plain HTTP and its own signature code. The comparison therefore uses
 * no code that sent the objects.
 */
export interface ObjectReader {
  /** The response to a GET, with an unread body. */
  open(key: string): Promise<IncomingMessage>;
  /** All keys under a prefix. */
  listKeys(prefix: string): Promise<string[]>;
  /** Unfinished multipart uploads of the bucket. */
  countUploads(): Promise<number>;
  close(): void;
}

function encodeKey(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}

function decodeXml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    amp: '&',
    quot: '"',
    apos: "'",
  };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hexadecimal, name) => {
    if (typeof decimal === 'string') return String.fromCodePoint(Number(decimal));
    if (typeof hexadecimal === 'string')
      return String.fromCodePoint(Number.parseInt(hexadecimal, 16));
    return names[String(name)] ?? whole;
  });
}

function texts(xml: string, element: string): string[] {
  const found = xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'));
  return Array.from(found, (match) => decodeXml(match[1] ?? ''));
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A reader that signs with the keys of the sandbox. */
export function createObjectReader(sandbox: Sandbox, connections: number): ObjectReader {
  const { bucket, region, port, accessKeyId, accessKeySecret } = sandbox;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });

  /** Signature version 1. Source: OSS, "Include signatures in the Authorization header". */
  function get(pathAndQuery: string, resource: string): Promise<IncomingMessage> {
    const date = new Date().toUTCString();
    const text = `GET\n\n\n${date}\n/${bucket}/${resource}`;
    const signature = createHmac('sha1', accessKeySecret).update(text).digest('base64');
    const headers = {
      Host: `${bucket}.oss-${region}.aliyuncs.com`,
      Date: date,
      Authorization: `OSS ${accessKeyId}:${signature}`,
    };
    const path = `/${pathAndQuery}`;
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers, agent }, resolve).on('error', reject).end();
    });
  }

  async function getXml(pathAndQuery: string, resource: string): Promise<string> {
    const answer = await get(pathAndQuery, resource);
    const xml = await readText(answer);
    if (answer.statusCode === 200) return xml;
    throw new Error(`The sandbox answered ${answer.statusCode}: ${texts(xml, 'Code').join()}`);
  }

  return {
    open: (key) => get(encodeKey(key), key),
    async listKeys(prefix) {
      const keys: string[] = [];
      for (let marker = ''; ;) {
        const query = new URLSearchParams({ prefix, marker, 'max-keys': '1000' });
        const xml = await getXml(`?${query.toString()}`, '');
        keys.push(...texts(xml, 'Key'));
        const [next] = texts(xml, 'NextMarker');
        if (next === undefined || next === '') return keys;
        marker = next;
      }
    },
    async countUploads() {
      return texts(await getXml('?uploads', '?uploads'), 'UploadId').length;
    },
    close: () => {
      agent.destroy();
    },
  };
}
