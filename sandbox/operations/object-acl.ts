import { writeXml } from '../rules/xml-writer.ts';
import { xmlAnswer, type ServerAnswer, type ObjectCall } from './call.ts';
import { findObject } from './read-object.ts';
import { acceptAcl } from './write-request.ts';

/** PUT /key?acl */
export function putObjectAcl(call: ObjectCall): ServerAnswer {
  const object = findObject(call);
  const acl = acceptAcl(call.bucket, call.headers['x-oss-object-acl'] ?? '');
  call.bucket.putObject({ ...object, acl });
  return { status: 200 };
}

/** GET /key?acl */
export function getObjectAcl(call: ObjectCall): ServerAnswer {
  const { acl } = findObject(call);
  const { ownerId } = call.bucket.record;
  return xmlAnswer(
    writeXml('AccessControlPolicy', {
      Owner: { ID: ownerId, DisplayName: ownerId },
      AccessControlList: { Grant: acl },
    }),
  );
}
