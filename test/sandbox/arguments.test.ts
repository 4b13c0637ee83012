import { describe, expect, it } from 'vitest';
import { parseArguments, usage, SandboxUsageError } from '../../sandbox/arguments.ts';

describe('parseArguments', () => {
  it('reads every option', () => {
    const line = '--data d --port 80 --bucket one --bucket two --region oss-cn-beijing';
    expect(parseArguments([...line.split(' '), '--exit-with-parent'])).toEqual({
      dataDirectory: 'd',
      port: 80,
      buckets: ['one', 'two'],
      region: 'cn-beijing',
      exitWithParent: true,
      settings: undefined,
      refusesV1: false,
      isSuspended: false,
    });
  });

  it('reads the rules for new accounts', () => {
    const line = '--data d --rules-2025 --domain a.localhost --domain b.localhost --suspended';
    const rest = '--bucket-region oss-cn-shanghai --no-overwrite kept/ --retain held/';
    expect(parseArguments(`${line} ${rest}`.split(' '))).toMatchObject({
      refusesV1: true,
      isSuspended: true,
      settings: {
        refusesPublicEndpoint: true,
        restrictsLinks: true,
        blockPublicAccess: true,
        domains: [{ domain: 'a.localhost' }, { domain: 'b.localhost' }],
        region: 'cn-shanghai',
        forbidsOverwriting: 'kept/',
        retention: { prefix: 'held/', days: 30 },
      },
    });
  });

  it('needs a folder only', () => {
    expect(parseArguments(['--data', 'd'])).toEqual({
      dataDirectory: 'd',
      port: 0,
      buckets: undefined,
      region: undefined,
      exitWithParent: false,
      settings: undefined,
      refusesV1: false,
      isSuspended: false,
    });
  });

  it.each([
    ['no folder', [], 'Say where to keep the data: --data DIR.'],
    ['a port too high', ['--data', 'd', '--port', '70000'], '70000 is no port'],
    ['a port that is no number', ['--data', 'd', '--port', 'http'], 'http is no port'],
    ['no port', ['--data', 'd', '--port', ''], 'is no port'],
    ['a bucket name', ['--data', 'd', '--bucket', 'No'], 'No is no bucket name'],
    ['an unknown option', ['--data', 'd', '--fast'], "Unknown option '--fast'. Try --help."],
    ['an argument too many', ['--data', 'd', 'x'], 'Try --help.'],
  ])('refuses %s', (_, args, sentence) => {
    expect(() => parseArguments(args)).toThrow(SandboxUsageError);
    expect(() => parseArguments(args)).toThrow(sentence);
  });

  it('explains itself', () => {
    expect(parseArguments(['--help'])).toBe('help');
    expect(usage).toContain('--exit-with-parent');
  });
});
