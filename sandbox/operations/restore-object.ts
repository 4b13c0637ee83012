import { limits } from '../rules/limits.ts';
import { OssError } from '../rules/oss-error.ts';
import { childText, readXml } from '../rules/xml-reader.ts';
import type { ServerAnswer, ObjectCall } from './call.ts';
import { findObject } from './read-object.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * POST /key?restore: makes an archived object readable for some days, a minute from now. A second
 * request before that is a conflict; a later request extends the days.
 */
export async function restoreObject(call: ObjectCall): Promise<ServerAnswer> {
  const { bucket, now } = call;
  const text = await call.body.text(limits.controlBody);
  const object = findObject(call);
  if (object.storageClass === 'Standard' || object.storageClass === 'IA') {
    throw new OssError('OperationNotSupported', { details: { Key: object.key } });
  }
  const days = text.trim() === '' ? 1 : readDays(text);
  const { restored } = object;
  const isRestored = restored !== undefined && restored.until > now;
  if (isRestored && restored.from > now) throw new OssError('RestoreAlreadyInProgress');
  const from = isRestored ? restored.from : now + minute;
  bucket.putObject({ ...object, restored: { from, until: now + days * day } });
  return { status: isRestored ? 200 : 202 };
}

function readDays(text: string): number {
  const root = readXml(text);
  const days = Number(childText(root, 'Days') ?? '1');
  if (root.name !== 'RestoreRequest' || !Number.isInteger(days) || days < 1 || days > 365) {
    throw new OssError('MalformedXML');
  }
  return days;
}
