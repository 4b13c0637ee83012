import type { HttpClient, HttpRequest } from 'ali-oss';
import { TransferError } from '../../../shared/errors.ts';
import type {
  SendOptions,
  Transport,
  TransportResponse,
  TransportBody,
  TransportRequest,
} from '../../transfer/transport.ts';
import { liesAt } from '../addresses.ts';
import type { SignedExchange } from './undocumented-calls.ts';
import { judgeResponse, withErrorBody } from '../responses/judge-response.ts';

/**
 * Replaces the HTTP client of ali-oss. It hands each signed request to the transport and lets only
 * responses of OSS back in. Requests may go to `origin` only.
 */
export function createHttpClient(transport: Transport, origin: string): HttpClient {
  return {
    async request(url, request) {
      const exchange = request.ctx();
      try {
        if (!liesAt(url, origin)) throw strayed(exchange);
        const { signal, onBytes } = exchange.context;
        const outgoing = toTransportRequest(url, request, exchange);
        exchange.response = withErrorBody(
          await (exchange.received ?? sendTwiceIfRefused(transport, outgoing, { signal, onBytes })),
        );
        return judgeResponse(exchange.response, exchange);
      } catch (thrown) {
        // ali-oss replaces this error with its own.
        exchange.failure = { thrown };
        throw thrown;
      }
    },
  };
}

/** A server that refuses `Expect` itself gets the request again without it (RFC 9110, 15.5.18). */
async function sendTwiceIfRefused(
  transport: Transport,
  request: TransportRequest,
  options: SendOptions,
): Promise<TransportResponse> {
  const response = await transport.send(request, options);
  if (request.expectContinue !== true || response.status !== 417) return response;
  return await transport.send({ ...request, expectContinue: false }, options);
}

function toTransportRequest(
  url: string,
  request: HttpRequest,
  exchange: SignedExchange,
): TransportRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    // The transport sets the length of the body.
    if (name.toLowerCase() !== 'content-length') headers[name] = value;
  }
  const { idleTimeout, expectContinue = false } = exchange.context;
  const { method } = request;
  return { method, url, headers, body: bodyOf(request), idleTimeout, expectContinue };
}

function bodyOf(request: HttpRequest): TransportBody {
  if (request.stream !== undefined) return request.stream;
  if (request.content === undefined) return { kind: 'none' };
  return { kind: 'bytes', bytes: Buffer.from(request.content) };
}

function strayed(exchange: SignedExchange): TransferError {
  return new TransferError({
    code: 'redirect-refused',
    detail: `${exchange.operation}: the request would have left the account's endpoint.`,
  });
}
