import type { ErrorCode, ErrorRecord } from '../../../shared/errors.ts';
import { printable } from '../../../shared/text/printable.ts';
import { formatDuration } from '../../../shared/text/units.ts';

/** The words for an error: the problem and the next step. */
interface ErrorSentence {
  readonly sentence: string;
  readonly next: string;
}

/**
 * English for every error code. The type is complete: a new code does not compile without words.
 */
export const errorWords: Record<ErrorCode, ErrorSentence> = {
  offline: {
    sentence: 'The endpoint cannot be reached.',
    next: 'Check the network connection and the endpoint (--endpoint or OSS_ENDPOINT).',
  },
  'connection-lost': {
    sentence: 'The connection broke again and again.',
    next: 'Try again with "ferry retry" when the network is steadier.',
  },
  'no-progress': {
    sentence: 'No data moved for a long time, several times in a row.',
    next: 'Try again with "ferry retry"; on a slow line use fewer --parts or a longer --idle-timeout.',
  },
  'unexpected-answer': {
    sentence: 'Something other than OSS answered.',
    next: 'Check the endpoint, the proxy, and whether this network asks you to log in first.',
  },
  'certificate-rejected': {
    sentence: 'The certificate of the server cannot be trusted.',
    next: 'Check the endpoint. If your company inspects traffic, set NODE_EXTRA_CA_CERTS to its certificate file.',
  },
  'certificate-expired': {
    sentence: 'The certificate of the server has expired.',
    next: 'Renew the certificate of the domain in the OSS console, then run "ferry resume".',
  },
  'certificate-name-differs': {
    sentence: 'The certificate of the server belongs to another name.',
    next: 'Add a certificate for this domain in the OSS console, or use another --endpoint.',
  },
  'proxy-authentication': {
    sentence: 'The proxy asks for a user name and a password.',
    next: 'Put them into HTTPS_PROXY as http://user:password@host:port and run "ferry resume".',
  },
  'redirect-refused': {
    sentence: 'The server sent the request on to another address, which Ferry does not follow.',
    next: 'Use the endpoint of the region in which the bucket lies.',
  },
  'server-busy': {
    sentence: 'OSS is busy and kept asking to slow down.',
    next: 'Try again later with "ferry retry", with fewer --jobs and --parts.',
  },
  'server-error': {
    sentence: 'OSS had an internal error, several times in a row.',
    next: 'Try again later with "ferry retry".',
  },
  'clock-skewed': {
    sentence: "This computer's clock differs too much from the server's.",
    next: 'Set the clock, then run the command again.',
  },
  'credentials-expired': {
    sentence: 'The credentials have expired.',
    next: 'Get new ones, set them in the environment or the profile, and run "ferry resume".',
  },
  'credentials-missing': {
    sentence: 'There are no credentials.',
    next: 'Set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or name a profile with --profile.',
  },
  'credentials-rejected': {
    sentence: 'OSS does not accept the access keys.',
    next: 'Check OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET and OSS_SESSION_TOKEN, or the profile, and the region.',
  },
  'access-denied': {
    sentence: 'The account is not allowed to do this.',
    next: 'Ask the owner of the bucket for oss:PutObject, oss:ListParts and oss:AbortMultipartUpload on it.',
  },
  'bucket-missing': {
    sentence: 'There is no such bucket at this endpoint.',
    next: 'Check the name after oss:// and the region of the endpoint.',
  },
  'bucket-elsewhere': {
    sentence: 'The bucket lies in another region than the endpoint.',
    next: 'Use the endpoint of the region in which the bucket lies, with --endpoint and --region.',
  },
  'domain-elsewhere': {
    sentence: 'The domain does not lead to the bucket.',
    next: 'Bind the domain to the bucket in the OSS console, and let its CNAME record point to the bucket.',
  },
  'public-endpoint-refused': {
    sentence:
      'OSS takes no data of this account at the public endpoint of a region in mainland China.',
    next: 'Bind a domain to the bucket in the OSS console and name it with --domain.',
  },
  'account-suspended': {
    sentence: 'OSS does not serve the account: it is frozen, disabled or has overdue payments.',
    next: 'Settle that in the console of Alibaba Cloud, then run "ferry resume".',
  },
  'signature-version-refused': {
    sentence: 'OSS no longer accepts V1 signatures of this account.',
    next: 'Ferry signs with V4: check whether a proxy changes the requests.',
  },
  'public-access-blocked': {
    sentence: 'Block Public Access is on for the bucket, so OSS refuses a public ACL.',
    next: 'Upload again without a public --acl.',
  },
  'download-refused': {
    sentence: 'OSS does not deliver apps (.apk, .ipa) through links of its own endpoints.',
    next: 'Use a link of a domain that is bound to the bucket.',
  },
  'upload-missing': {
    sentence: 'OSS no longer has the unfinished upload.',
    next: 'Run "ferry retry": the file is sent again from the beginning.',
  },
  'part-rejected': {
    sentence: 'OSS did not accept the parts, although they were sent again.',
    next: 'Run "ferry retry"; if it happens again, something on the way changes the data.',
  },
  'object-missing': {
    sentence: 'The object is not there.',
    next: 'It may have been deleted; run "ferry retry" to send it again.',
  },
  'object-exists': {
    sentence: 'An object with this name exists already and was left as it is.',
    next: 'Run "ferry retry --error object-exists" with --conflict overwrite, newer, rename or skip.',
  },
  'object-immutable': {
    sentence: 'An object with this name exists, and its retention (WORM) forbids every change.',
    next: 'Give the file another key with "ferry retry ID --key KEY", or wait until the retention ends.',
  },
  'overwrite-forbidden': {
    sentence: 'A rule of the bucket forbids to overwrite the object that exists.',
    next: 'Give the file another key with "ferry retry ID --key KEY", or ask the owner of the bucket for another rule.',
  },
  'not-comparable': {
    sentence:
      'An object with this name exists, cannot be compared with the file, and was left as it is.',
    next: 'Allow oss:GetObject if it is missing, or upload again with --conflict overwrite, rename or skip.',
  },
  'request-refused': {
    sentence: 'OSS refused the request.',
    next: 'See the code that OSS gave; "ferry status --failed --json" shows it with the request id.',
  },
  'corrupted-on-the-way': {
    sentence: 'The data arrived damaged, several times in a row.',
    next: 'Run "ferry retry"; if it happens again, check the memory and the network of this computer.',
  },
  'object-differs': {
    sentence: 'A damaged object stands under this name at OSS: it is not equal to the file.',
    next: 'Run "ferry retry" to replace it, and do not use the object before.',
  },
  unconfirmed: {
    sentence: 'OSS never confirmed the upload, and the account may not look the object up.',
    next: 'Look at the object in the console, or allow oss:GetObject, then run "ferry retry".',
  },
  'source-changed': {
    sentence: 'The file changed while it was being uploaded.',
    next: 'Run "ferry retry" when no program writes to it any more.',
  },
  'source-missing': {
    sentence: 'The file is no longer there.',
    next: 'Put it back and run "ferry retry", or forget it with "ferry clear --failed".',
  },
  'source-unreadable': {
    sentence: 'The file or folder may not be read.',
    next: 'Give yourself the right to read it, then run "ferry retry".',
  },
  'source-in-use': {
    sentence: 'Another program holds the file.',
    next: 'Close that program; Ferry looks again by itself.',
  },
  'source-unavailable': {
    sentence: 'The disk or share that holds the file is not there, or does not answer.',
    next: 'Connect it again; Ferry goes on by itself, or with "ferry resume".',
  },
  'scan-failed': {
    sentence: 'The scan of the folder broke off several times.',
    next: 'Run "ferry retry"; if it happens again, report it with the log.',
  },
  'source-read-failed': {
    sentence: 'The disk is there, but the file on it cannot be read: the disk may be damaged.',
    next: 'Copy the file to another disk if you can, or check the disk; then run "ferry retry".',
  },
  'name-not-text': {
    sentence: 'The file name is not valid text, so there is no object key for it.',
    next: 'Rename the file, or give it a key with "ferry retry ID --key KEY".',
  },
  'key-invalid': {
    sentence: 'OSS does not allow this object key.',
    next: 'Give the file another key with "ferry retry ID --key KEY".',
  },
  'key-collision': {
    sentence: 'Two files would get the same object key.',
    next: 'Give one of them another key with "ferry retry ID --key KEY".',
  },
  'size-refused': {
    sentence: 'The file is larger than OSS allows.',
    next: 'Split the file, or give a larger --part-size (at most 10,000 parts of 5 GiB).',
  },
  'options-invalid': {
    sentence: 'The upload options do not fit together.',
    next: 'See "ferry upload --help".',
  },
  'disk-full': {
    sentence: "The disk that holds Ferry's database is full.",
    next: 'Free some space; Ferry goes on by itself, or with "ferry resume".',
  },
  'spool-failed': {
    sentence: 'The folder for the copy of standard input cannot be written.',
    next: 'Make it yours, or name a database in another folder with --db: the copy lies beside it.',
  },
  'database-locked': {
    sentence: 'Another Ferry is at work with this database.',
    next: 'Wait until it has finished or stop it, or name another database with --db.',
  },
  'database-newer': {
    sentence: 'The database was written by a newer Ferry.',
    next: 'Update this Ferry, or name another database with --db. Nothing was changed.',
  },
  'database-damaged': {
    sentence: 'The database is damaged.',
    next: 'A copy was set aside next to it. Run the upload again: finished objects are recognised.',
  },
  'database-foreign': {
    sentence: 'This file is not a database of Ferry, and was left as it is.',
    next: 'Give --db another file: an empty one, a new one, or a database that Ferry made.',
  },
  'database-failed': {
    sentence: 'The database cannot be read or written.',
    next: 'Check that its folder exists and is yours, or name another database with --db.',
  },
  'call-refused': {
    sentence: 'Ferry did not accept the request.',
    next: 'Run the command again; if it happens again, restart the Ferry that is at work.',
  },
  'call-too-large': {
    sentence: 'That is more than Ferry can take at once.',
    next: 'Put the files into one folder and name that folder.',
  },
  'too-many-calls': {
    sentence: 'Too much was asked of Ferry at the same time.',
    next: 'Wait a moment and run the command again.',
  },
  internal: {
    sentence: 'Ferry met an unexpected error of its own.',
    next: 'Run the command again; with FERRY_DEBUG=1 it also prints the details to report.',
  },
};

/** The sentence and the next step for one error, with its concrete facts. */
export function describeError(error: ErrorRecord): ErrorSentence {
  const { sentence, next } = errorWords[error.code];
  if (error.missingAction !== undefined) {
    const action = printable(error.missingAction);
    if (error.code === 'object-differs') {
      return { sentence, next: `Ask the owner of the bucket to allow ${action}. ${next}` };
    }
    return {
      sentence: `The account lacks the right ${action}.`,
      next: `Ask the owner of the bucket to allow ${action}, then run the command again.`,
    };
  }
  if (error.endpoint !== undefined) {
    return { sentence, next: `Use --endpoint https://${printable(error.endpoint)}.` };
  }
  if (error.code === 'clock-skewed' && error.clockOffset !== undefined) {
    const side = error.clockOffset > 0 ? 'behind' : 'ahead of';
    const distance = formatDuration(Math.abs(error.clockOffset) / 1000);
    return { sentence: `This computer's clock is ${distance} ${side} the server's.`, next };
  }
  if (error.partsKept === true) return { sentence, next: `${next} Finished parts are kept.` };
  if (error.proposedKey !== undefined) {
    return { sentence, next: `${next} This one would work: ${printable(error.proposedKey)}` };
  }
  return { sentence, next };
}

/**
 * The technical facts of an error on one line, for a question to OSS's support. Empty when the
 * error has no such facts.
 */
export function errorFacts(error: ErrorRecord): string {
  const facts = [
    error.ossCode,
    error.ecCode === undefined ? undefined : `EC ${error.ecCode}`,
    error.status === undefined ? undefined : `HTTP ${error.status}`,
    error.requestId === undefined ? undefined : `request ${error.requestId}`,
    error.detail,
  ].filter((fact) => fact !== undefined && fact !== '');
  return printable(facts.join(', '));
}
