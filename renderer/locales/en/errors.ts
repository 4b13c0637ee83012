import type { ErrorCode } from '../../../shared/errors.ts';

/** What people read about a cause: a title of a word or two, what happened, and what to do. */
export interface ErrorWords {
  readonly title: string;
  readonly sentence: string;
  readonly next: string;
}

export const errors = {
  offline: {
    title: 'Offline',
    sentence: 'The endpoint cannot be reached.',
    next: 'Check the network; Ferry goes on by itself.',
  },
  'connection-lost': {
    title: 'Connection lost',
    sentence: 'The connection broke again and again.',
    next: 'Try again when the network is steadier.',
  },
  'no-progress': {
    title: 'No progress',
    sentence: 'No data moved for a long time, several times in a row.',
    next: 'Try again; on a slow line use fewer parts at once.',
  },
  'unexpected-answer': {
    title: 'Not OSS',
    sentence: 'Something other than OSS answered.',
    next: 'Check the endpoint, the proxy, and whether this network asks you to log in first.',
  },
  'certificate-rejected': {
    title: 'Certificate',
    sentence: 'The certificate of the server cannot be trusted.',
    next: 'Check the endpoint. If your company inspects traffic, ask it for its certificate.',
  },
  'certificate-expired': {
    title: 'Certificate expired',
    sentence: 'The certificate of the server has expired.',
    next: 'Renew the certificate of the domain in the OSS console, then try again.',
  },
  'certificate-name-differs': {
    title: 'Certificate of another name',
    sentence: 'The certificate of the server belongs to another name.',
    next: 'Add a certificate for this domain in the OSS console, or choose another domain.',
  },
  'proxy-authentication': {
    title: 'Proxy password',
    sentence: 'The proxy asks for a user name and a password.',
    next: 'Type them in the network settings.',
  },
  'redirect-refused': {
    title: 'Redirected',
    sentence: 'The server sent the request on to another address, which Ferry does not follow.',
    next: 'Use the endpoint of the region in which the bucket lies.',
  },
  'server-busy': {
    title: 'OSS is busy',
    sentence: 'OSS is busy and kept asking to slow down.',
    next: 'Try again later, with fewer files and parts at once.',
  },
  'server-error': {
    title: 'OSS error',
    sentence: 'OSS had an internal error, several times in a row.',
    next: 'Try again later.',
  },
  'clock-skewed': {
    title: 'Wrong clock',
    sentence: "This computer's clock differs too much from the server's.",
    next: 'Set the clock, then try again.',
  },
  'credentials-expired': {
    title: 'Keys expired',
    sentence: 'The keys of the account have expired.',
    next: 'Sign in again; uploads go on where they were.',
  },
  'credentials-missing': {
    title: 'No keys',
    sentence: 'There are no keys for this account.',
    next: 'Sign in again.',
  },
  'credentials-rejected': {
    title: 'Keys refused',
    sentence: 'OSS does not accept the keys of the account.',
    next: 'Check the AccessKey, its secret and the region.',
  },
  'access-denied': {
    title: 'Not allowed',
    sentence: 'The account is not allowed to do this.',
    next: 'Give it the RAM policy for this destination.',
  },
  'bucket-missing': {
    title: 'No such bucket',
    sentence: 'There is no such bucket at this endpoint.',
    next: 'Check the name of the bucket and the region of the account.',
  },
  'bucket-elsewhere': {
    title: 'Other region',
    sentence: 'The bucket lies in another region than the endpoint.',
    next: 'Choose the region of the bucket for the account; the details name its endpoint.',
  },
  'domain-elsewhere': {
    title: 'Domain not bound',
    sentence: 'The domain does not lead to the bucket.',
    next: 'Bind the domain to the bucket in the OSS console, and let its CNAME record point to the bucket.',
  },
  'public-endpoint-refused': {
    title: 'Domain needed',
    sentence:
      'OSS takes no data of this account at the public endpoint of a region in mainland China.',
    next: 'Bind a domain to the bucket in the OSS console and choose it for the account.',
  },
  'account-suspended': {
    title: 'Account suspended',
    sentence: 'OSS does not serve the account: it is frozen, disabled or has overdue payments.',
    next: 'Settle that in the console of Alibaba Cloud, then try again.',
  },
  'signature-version-refused': {
    title: 'Signature V1 refused',
    sentence: 'OSS no longer accepts V1 signatures of this account.',
    next: 'Ferry signs with V4: check whether a proxy changes the requests.',
  },
  'public-access-blocked': {
    title: 'Public access blocked',
    sentence: 'Block Public Access is on for the bucket, so OSS refuses a public ACL.',
    next: 'Upload again without a public ACL and share the file by a signed link.',
  },
  'download-refused': {
    title: 'Link refused',
    sentence: 'OSS does not deliver apps (.apk, .ipa) through links of its own endpoints.',
    next: 'Use a link of a domain that is bound to the bucket.',
  },
  'upload-missing': {
    title: 'Upload gone',
    sentence: 'OSS no longer has the unfinished upload.',
    next: 'Try again: the file is sent from the beginning.',
  },
  'part-rejected': {
    title: 'Parts refused',
    sentence: 'OSS did not accept the parts, although they were sent again.',
    next: 'Try again; if it happens again, something on the way changes the data.',
  },
  'object-missing': {
    title: 'Object gone',
    sentence: 'The object is not there.',
    next: 'The object may have been deleted. Try again to send the file once more.',
  },
  'object-exists': {
    title: 'Exists already',
    sentence: 'An object with this name exists already and was left as it is.',
    next: 'Overwrite it, or change the object key.',
  },
  'object-immutable': {
    title: 'Retained',
    sentence: 'An object with this name exists, and its retention (WORM) forbids every change.',
    next: 'Change the object key, or wait until the retention ends.',
  },
  'overwrite-forbidden': {
    title: 'Overwriting forbidden',
    sentence: 'A rule of the bucket forbids to overwrite the object that exists.',
    next: 'Change the object key, or ask the owner of the bucket for another rule.',
  },
  'not-comparable': {
    title: 'Not comparable',
    sentence:
      'An object with this name exists, cannot be compared with the file, and was left as it is.',
    next: 'Allow oss:GetObject if it is missing, or change the object key.',
  },
  'request-refused': {
    title: 'Refused',
    sentence: 'OSS refused the request.',
    next: 'The code that OSS gave is in the details.',
  },
  'corrupted-on-the-way': {
    title: 'Damaged on the way',
    sentence: 'The data arrived damaged, several times in a row.',
    next: 'Try again; if it happens again, check the memory and the network of this computer.',
  },
  'object-differs': {
    title: 'Damaged object',
    sentence: 'A damaged object stands under this name at OSS: it is not equal to the file.',
    next: 'Try again to replace it, and do not use the object before.',
  },
  unconfirmed: {
    title: 'Unconfirmed',
    sentence: 'OSS never confirmed the upload, and the account may not look the object up.',
    next: 'Look at the object in the console, or allow oss:GetObject and try again.',
  },
  'source-changed': {
    title: 'Source changed',
    sentence: 'The file changed while it was being sent. Nothing of it was completed.',
    next: 'Upload the new version.',
  },
  'source-missing': {
    title: 'Source gone',
    sentence: 'The file is no longer where it was.',
    next: 'Put it back and try again, or remove it from the list.',
  },
  'source-unreadable': {
    title: 'Not readable',
    sentence: 'The file or folder cannot be read.',
    next: 'Check its permissions, then try again.',
  },
  'source-in-use': {
    title: 'In use',
    sentence: 'Another program holds the file.',
    next: 'Close that program; Ferry looks again by itself.',
  },
  'source-unavailable': {
    title: 'Disk away',
    sentence: 'The disk or share that holds the file is not there, or does not answer.',
    next: 'Connect it again; Ferry goes on by itself.',
  },
  'scan-failed': {
    title: 'Folder not read',
    sentence: 'The scan of the folder broke off several times.',
    next: 'Try again; if it happens again, save the diagnostics and report it.',
  },
  'source-read-failed': {
    title: 'Disk damaged',
    sentence: 'The disk is there, but the file on it cannot be read: the disk may be damaged.',
    next: 'Copy the file to another disk if you can, or check the disk; then try again.',
  },
  'name-not-text': {
    title: 'Name is not text',
    sentence: 'The file name is not valid text, so there is no object key for it.',
    next: 'Rename the file, or give it an object key.',
  },
  'key-invalid': {
    title: 'Key not allowed',
    sentence: 'OSS does not allow this object key.',
    next: 'Give the file another object key.',
  },
  'key-collision': {
    title: 'Same key twice',
    sentence: 'Two files would get the same object key.',
    next: 'Give one of them another object key.',
  },
  'size-refused': {
    title: 'Too large',
    sentence: 'The file is larger than OSS allows with these parts.',
    next: 'Choose a larger part size and try again.',
  },
  'options-invalid': {
    title: 'Options do not fit',
    sentence: 'The upload options do not fit together.',
    next: 'Upload again with other options.',
  },
  'disk-full': {
    title: 'Disk full',
    sentence: "The disk that holds Ferry's queue is full.",
    next: 'Free some space; Ferry goes on by itself.',
  },
  'spool-failed': {
    title: 'No place for the copy',
    sentence:
      'The folder in which Ferry keeps pasted content until it is uploaded cannot be written.',
    next: 'Check the rights of the folder spool in the data folder of Ferry, then try again.',
  },
  'database-locked': {
    title: 'Queue in use',
    sentence: 'Another Ferry is at work with this queue.',
    next: 'Close the other one, then start Ferry again.',
  },
  'database-newer': {
    title: 'Newer queue',
    sentence: 'The queue was written by a newer Ferry.',
    next: 'Update Ferry. Nothing was changed.',
  },
  'database-damaged': {
    title: 'Queue damaged',
    sentence: 'The queue is damaged.',
    next: 'A copy was set aside. Add your files again; objects that arrived are recognised.',
  },
  'database-foreign': {
    title: 'Not Ferry’s database',
    sentence: 'The file of the queue is not a database of Ferry, and was left as it is.',
    next: 'Move that file elsewhere, then start Ferry again.',
  },
  'database-failed': {
    title: 'Queue not usable',
    sentence: 'The queue cannot be read or written.',
    next: 'Check the disk it lies on, then start Ferry again.',
  },
  'call-refused': {
    title: 'Not accepted',
    sentence: 'Ferry did not accept what its own window asked for.',
    next: 'Try again; if it happens again, restart Ferry.',
  },
  'call-too-large': {
    title: 'Too large',
    sentence: 'That is more than Ferry can take at once.',
    next: 'Save it as a file, or put the files into one folder, and add that.',
  },
  'too-many-calls': {
    title: 'Too fast',
    sentence: 'Too much was asked of Ferry at the same time.',
    next: 'Wait a moment and try again.',
  },
  internal: {
    title: 'Ferry hit a bug',
    sentence: 'Ferry hit a bug.',
    next: 'Try again; if it happens again, save the diagnostics and report it.',
  },
} as const satisfies Record<ErrorCode, ErrorWords>;
