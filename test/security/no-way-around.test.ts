import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { afterHelp, uploadHelp } from '../../main/cli/arguments/program.ts';
import { proxySchema, settingsSchema } from '../../shared/settings.ts';
import { preferencesSchema } from '../../shared/preferences.ts';
import { createFakeWorld } from '../helpers/doubles/fake-world.ts';
import { sourceFacts } from './window/source-facts.ts';

const { callsOf, wordsLike } = sourceFacts;
const root = path.join(import.meta.dirname, '..', '..');

describe('certificates', () => {
  it('are checked by Node and Chromium: no source says otherwise, none reads a switch', () => {
    const words =
      /rejectUnauthorized|checkServerIdentity|TLS_REJECT|certificate-error|CertificateVerify|ignore-cert/i;
    expect(wordsLike(words)).toEqual([
      // The threads that open sockets ask for the check themselves, and get no environment.
      'main/transfer/connection/connections.ts: rejectUnauthorized',
    ]);
    const connections = readFileSync(
      path.join(root, 'main/transfer/connection/connections.ts'),
      'utf8',
    );
    expect(connections).toContain('rejectUnauthorized: true');
    expect(callsOf('setCertificateVerifyProc')).toEqual([]);
  });

  it('have no setting, no preference and no option', () => {
    const fields = [
      ...Object.keys(settingsSchema.entries),
      ...Object.keys(preferencesSchema.entries),
      ...proxySchema.options.flatMap(({ entries }) => Object.keys(entries)),
    ];
    expect(fields.filter((name) => /tls|ssl|cert|insecure|verify|strict/i.test(name))).toEqual([]);
  });

  it('have no option of the command line', async () => {
    const fake = createFakeWorld();
    await fake.run('upload', '--help');
    const help = fake.output() + afterHelp + uploadHelp;
    expect(help).toContain('--endpoint');
    expect(help).not.toMatch(
      /--(insecure|no-verify|no-check|skip-verify|allow-self|ssl|tls|cacert)/,
    );
    for (const option of ['--insecure', '--no-check-certificate', '-k']) {
      expect(await createFakeWorld().run('upload', 'a', '--to', 'oss://photos/', option)).toBe(2);
    }
  });
});

describe('code', () => {
  it('is never made of text', () => {
    for (const name of ['eval', 'Function', 'runInThisContext', 'runInNewContext']) {
      expect(callsOf(name)).toEqual([]);
    }
  });

  it('starts no other program', () => {
    expect(wordsLike(/^'(node:)?child_process'$/)).toEqual([]);
  });

  it('reports no crash and sends no figures', () => {
    expect(wordsLike(/crashReporter|sentry|telemetry|analytics/i)).toEqual([]);
  });
});

it('every test that docs/security.md names exists', () => {
  const text = readFileSync(path.join(root, 'docs', 'security.md'), 'utf8');
  const named = [...text.matchAll(/`((?:test|main|shared|preload)\/[\w./-]+)`/g)].map(
    ([, file = '']) => file,
  );
  expect(named.filter((file) => file.endsWith('.test.ts')).length).toBeGreaterThan(20);
  const missing = named.filter((file) => {
    try {
      readFileSync(path.join(root, file));
      return false;
    } catch {
      return !file.endsWith('/');
    }
  });
  expect(missing).toEqual([]);
});
