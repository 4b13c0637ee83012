import type { Fault } from '../../../sandbox/faults.ts';

/** What OSS says to a request that it will never do, however often it is sent. */
export const refusal: Fault = {
  kind: 'answer',
  status: 400,
  headers: { 'x-oss-request-id': '0123456789ABCDEF' },
  body: '<Error><Code>InvalidArgument</Code><Message>No.</Message></Error>',
};
