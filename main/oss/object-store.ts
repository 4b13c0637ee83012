import type { ObjectStore } from '../engine/ports/object-store.ts';
import { createAccountClients, type AccountClientsOptions } from './ali-oss/account-clients.ts';
import { createCallOss } from './requests/call-oss.ts';
import { listAllParts, listAllUploads, sendProbe } from './requests/list-calls.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  initiateMultipartUpload,
  putPart,
  headObject,
  putObject,
} from './requests/object-calls.ts';
import { putFile } from './requests/put-file.ts';

/**
 * Implements `ObjectStore` with the single calls, signatures and XML of ali-oss, and with the
 * transport and errors of Ferry.
 */
export function createObjectStore(options: AccountClientsOptions): ObjectStore {
  const clients = createAccountClients(options);
  const call = createCallOss(clients, options.credentials);
  const { transport } = options;
  return {
    head: (target, context) => headObject(call, target, context),
    put: (target, range, objectOptions, context) =>
      putObject(call, transport, target, range, objectOptions, context),
    putFile: (target, file, objectOptions, context) =>
      putFile({ call, clients, transport }, target, file, objectOptions, context),
    initiate: (target, objectOptions, context) =>
      initiateMultipartUpload(call, target, objectOptions, context),
    uploadPart: (target, uploadId, number, range, context) =>
      putPart(call, transport, target, uploadId, number, range, context),
    complete: (target, uploadId, parts, objectOptions, context) =>
      completeMultipartUpload(call, target, uploadId, parts, objectOptions, context),
    abort: (target, uploadId, context) => abortMultipartUpload(call, target, uploadId, context),
    listParts: (target, uploadId, context) => listAllParts(call, target, uploadId, context),
    listUploads: (target, context) => listAllUploads(call, target, context),
    probe: (target, context) => sendProbe(call, target, context),
  };
}
