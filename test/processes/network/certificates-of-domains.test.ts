import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generate } from 'selfsigned';
import { expect, it } from 'vitest';
import { rowsOf, startDriver } from '../../helpers/driver/driver-process.ts';
import { runFerry, sandboxEnvironment, sourceCommand } from '../../helpers/ferry-process.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { quickSettings } from '../../helpers/quick-settings.ts';

const day = 86_400_000;

it.each([
  ['expired', '*.oss-cn-hangzhou.aliyuncs.com', -1, 'certificate-expired'],
  ['for another name', 'files.example.com', 1, 'certificate-name-differs'],
])('a certificate that is %s has a cause of its own', async (_, name, days, code) => {
  // The issuer is trusted, so only the date or the name is wrong.
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Own' }], {
    notBeforeDate: new Date(Date.now() - 2 * day),
    notAfterDate: new Date(Date.now() + days * day),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  const ferry = await startFerryUnderTest({ stopped: true, sandbox: { tls: { key, cert } } });
  const trusted = path.join(ferry.folder, 'ca.pem');
  writeFileSync(trusted, cert);
  const ended = await startDriver({
    sandbox: ferry.sandbox,
    endpoint: ferry.sandbox.endpoint,
    databaseFile: ferry.databaseFile,
    roots: [ferry.write('a.txt', 'a')],
    settings: quickSettings,
    environment: { NODE_EXTRA_CA_CERTS: trusted },
  }).ended;
  expect(ended).toMatchObject({ exitCode: 0, errors: '' });
  expect(rowsOf(ended.lines, 'last')[0]?.state).toMatchObject({
    why: 'certificate',
    error: { code },
  });
  expect(ferry.sandbox.journal.entries).toEqual([]);
});

it.each([
  ['found', 'files.localhost', 1, undefined],
  ['failed', 'files.localhost', -1, 'certificate-expired'],
  ['failed', 'other.localhost', 1, 'certificate-name-differs'],
])('ferry doctor calls it %s for %s, %i days before its end', async (outcome, name, days, code) => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Own' }], {
    notBeforeDate: new Date(Date.now() - 2 * day),
    notAfterDate: new Date(Date.now() + days * day),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
    ],
  });
  const ferry = await startFerryUnderTest({ stopped: true, sandbox: { tls: { key, cert } } });
  const { sandbox } = ferry;
  const trusted = path.join(ferry.folder, 'ca.pem');
  writeFileSync(trusted, cert);
  sandbox.updateBucket(sandbox.bucket, { domains: [{ domain: 'files.localhost' }] });
  const endpoint = `https://files.localhost:${sandbox.port}`;
  const words = ['--endpoint', endpoint, '--addressing', 'custom-domain', '--no-speed', '--json'];
  const { events } = await runFerry(['doctor', '--to', `oss://${sandbox.bucket}/`, ...words], {
    command: sourceCommand,
    environment: { ...sandboxEnvironment(sandbox), NODE_EXTRA_CA_CERTS: trusted },
  });
  const checks = events as unknown as readonly { check: string; outcome: string; error?: object }[];
  const certificate = checks.find(({ check }) => check === 'certificate');
  expect(certificate?.outcome).toBe(outcome);
  if (code !== undefined) expect(certificate?.error).toMatchObject({ code });
  const last = checks.findLast(({ check }) => check === 'rights' || check === 'certificate');
  expect(last?.check).toBe(code === undefined ? 'rights' : 'certificate');
});
