import { publicAccessBlock } from '../../rules/bucket-settings.ts';
import { limits } from '../../rules/limits.ts';
import { bucketConfigurations } from '../../rules/operation.ts';
import { OssError } from '../../rules/oss-error.ts';
import type { OssErrorCode } from '../../rules/error-catalogue.ts';
import { readXml } from '../../text/xml-reader.ts';
import { writeXml } from '../../text/xml-writer.ts';
import { xmlResponse, type OssResponse, type BucketCall } from '../call.ts';
import { checkTextDigest } from '../objects/write-request.ts';

type Configuration = (typeof bucketConfigurations)[number];

/** The response for an absent configuration: an error, or the document of OSS for "none". */
const absent: Readonly<Record<Configuration, OssErrorCode | { readonly xml: string }>> = {
  cors: 'NoSuchCORSConfiguration',
  encryption: 'NoSuchServerSideEncryptionRule',
  inventory: 'NoSuchInventory',
  lifecycle: 'NoSuchLifecycle',
  logging: { xml: writeXml('BucketLoggingStatus', {}) },
  overwriteConfig: 'NoSuchOverwriteConfiguration',
  policy: 'NoSuchBucketPolicy',
  publicAccessBlock: { xml: publicAccessBlock(false) },
  referer: {
    xml: writeXml('RefererConfiguration', { AllowEmptyReferer: true, RefererList: {} }),
  },
  requestPayment: { xml: writeXml('RequestPaymentConfiguration', { Payer: 'BucketOwner' }) },
  website: 'NoSuchWebsiteConfiguration',
};

/**
 * PUT /?cors and the like: stores the document. `cors`, `overwriteConfig` and `publicAccessBlock`
 * change the behaviour of this server.
 */
export async function putBucketConfiguration(call: BucketCall): Promise<OssResponse> {
  const { bucket, body, headers } = call;
  const text = await body.text(limits.controlBody);
  checkTextDigest(text, headers['content-md5']);
  const { name, slot } = findSlot(call);
  if (name === 'policy') checkJson(text);
  else readXml(text);
  bucket.update({ configurations: { ...bucket.record.configurations, [slot]: text } });
  return { status: 200 };
}

/** GET /?cors and the like: returns the document as it was sent. */
export function getBucketConfiguration(call: BucketCall): OssResponse {
  const { name, slot } = findSlot(call);
  if (name === 'inventory' && !call.query.has('inventoryId')) return listInventories(call);
  const text = call.bucket.record.configurations[slot];
  if (text !== undefined) {
    return name === 'policy'
      ? { status: 200, headers: { 'Content-Type': 'application/json' }, body: text }
      : xmlResponse(text);
  }
  const otherwise = absent[name];
  if (typeof otherwise === 'object') return xmlResponse(otherwise.xml);
  throw new OssError(otherwise, { details: { BucketName: call.bucket.record.name } });
}

/** DELETE /?cors and the like. */
export function deleteBucketConfiguration(call: BucketCall): OssResponse {
  const { slot } = findSlot(call);
  const rest = Object.entries(call.bucket.record.configurations).filter(([name]) => name !== slot);
  call.bucket.update({ configurations: Object.fromEntries(rest) });
  return { status: 204 };
}

function listInventories({ bucket }: BucketCall): OssResponse {
  const documents = Object.entries(bucket.record.configurations)
    .filter(([slot]) => slot.startsWith('inventory:'))
    .map(([, text]) => text.replace(/^\s*<\?[^>]*\?>/, ''));
  const root = 'ListInventoryConfigurationsResult';
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  return xmlResponse(
    `${head}<${root}>${documents.join('')}<IsTruncated>false</IsTruncated></${root}>`,
  );
}

/** A bucket may have several inventories, each with its own id. */
function findSlot({ query }: BucketCall): { name: Configuration; slot: string } {
  const name = bucketConfigurations.find((candidate) => query.has(candidate));
  if (name === undefined) throw new OssError('InvalidArgument');
  const slot = name === 'inventory' ? `inventory:${query.get('inventoryId') ?? ''}` : name;
  return { name, slot };
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new OssError('InvalidPolicyDocument', { message: 'unknown char' });
  }
}
