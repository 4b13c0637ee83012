import { describe, expect, it } from 'vitest';
import {
  completeHeaders,
  initiateHeaders,
  putHeaders,
} from '../../../../main/oss/requests/object-headers.ts';
import { noOptions } from '../../../helpers/oss-account.ts';

describe('headers of an object', () => {
  it('are none without options', () => {
    expect(putHeaders(noOptions)).toEqual({});
    expect(initiateHeaders(noOptions)).toEqual({});
    expect(completeHeaders(noOptions)).toEqual({});
  });

  it('lower-case the names of metadata and trim what HTTP would trim', () => {
    const options = {
      ...noOptions,
      meta: { Year: ' 2017\u3000' },
      headers: { Expires: ' 3600000 ' },
    };
    expect(putHeaders(options)).toEqual({ 'x-oss-meta-year': '2017', Expires: '3600000' });
  });

  it('are a fresh object each time, because ali-oss writes into it', () => {
    const options = { ...noOptions, meta: { a: '1' } };
    expect(putHeaders(options)).not.toBe(putHeaders(options));
    expect(initiateHeaders(options)).not.toBe(initiateHeaders(options));
  });
});
