import { describe, expect, it } from 'vitest';
import { classifyFailure } from '../../../../main/transfer/connection/classify-failure.ts';

const dialling = { connected: false, atProxy: false };
const connected = { connected: true, atProxy: false };

function systemError(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('why no response came', () => {
  it.each([
    ['ENOTFOUND', dialling, 'unreachable'],
    ['EAI_AGAIN', dialling, 'unreachable'],
    ['ENETUNREACH', dialling, 'unreachable'],
    ['EHOSTUNREACH', dialling, 'unreachable'],
    ['EHOSTUNREACH', connected, 'connection-lost'],
    ['ECONNREFUSED', dialling, 'refused'],
    ['ETIMEDOUT', dialling, 'idle'],
    ['ETIMEDOUT', connected, 'connection-lost'],
    ['ECONNRESET', dialling, 'connection-lost'],
    ['EPIPE', connected, 'connection-lost'],
    ['EPROTO', connected, 'connection-lost'],
    ['HPE_INVALID_CONSTANT', connected, 'connection-lost'],
    ['ECONNREFUSED', { connected: false, atProxy: true }, 'proxy-failed'],
  ])('%s with %o is %s', (code, facts, reason) => {
    expect(classifyFailure(systemError(code), facts)).toMatchObject({ reason, systemCode: code });
  });

  it('names the issuer of a certificate that was not accepted', () => {
    const facts = { ...connected, refusedIssuer: 'issued by CN=Hotel\u202e' };
    const failure = classifyFailure(systemError('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed'), facts);
    expect(failure.reason).toBe('certificate');
    expect(failure.detail).toBe('Certificate issued by CN=Hotel? not accepted: self-signed');
  });

  it.each(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_INTERNAL_ERROR'])(
    'row 76: says in words that https failed, for each name of OpenSSL: %s',
    (code) => {
      const text = '40E7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number';
      const { detail, reason } = classifyFailure(systemError(code, text), dialling);
      expect(reason).toBe('connection-lost');
      expect(detail).toMatch(
        /^The https connection failed\. If the server speaks http, write http:/,
      );
      expect(detail).not.toContain('routines');
    },
  );

  it('keeps the detail on one printable line', () => {
    const { detail } = classifyFailure(systemError('EPIPE', 'broken\u001b[31m\nsecond'), connected);
    expect(detail).toBe('broken?[31m');
  });
});
