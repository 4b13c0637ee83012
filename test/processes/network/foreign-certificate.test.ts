import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generate } from 'selfsigned';
import { expect, it, onTestFinished } from 'vitest';
import { startFaultProxy } from '../../fault-proxy/fault-proxy.ts';
import type { LineFault } from '../../fault-proxy/line-fault.ts';
import { rowsOf, startDriver, type DriverStart } from '../../helpers/driver/driver-process.ts';
import { startFerryUnderTest } from '../../helpers/ferry-under-test.ts';
import { KiB, quickSettings } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';

const content = noise(450 * KiB);

it('row 12: a man in the middle of a running upload learns nothing and breaks nothing', async () => {
  // The endpoint is an address: the name to be certified is the one that travels with a request.
  const altNames = [{ type: 2 as const, value: '*.oss-cn-hangzhou.aliyuncs.com' }];
  const [own, foreign] = await Promise.all(
    ['Own', 'Middle Man'].map((value) =>
      generate([{ name: 'commonName', value }], {
        extensions: [
          { name: 'basicConstraints', cA: true },
          { name: 'subjectAltName', altNames },
        ],
      }),
    ),
  );
  const ferry = await startFerryUnderTest({
    stopped: true,
    sandbox: { tls: { key: own?.private ?? '', cert: own?.cert ?? '' } },
  });
  const trusted = path.join(ferry.folder, 'ca.pem');
  writeFileSync(trusted, own?.cert ?? '');

  let faultOf = (connection: number): LineFault | undefined =>
    connection <= 2
      ? { kind: 'cut', direction: 'up', afterBytes: 180_000 }
      : { kind: 'foreign-tls', key: foreign?.private ?? '', cert: foreign?.cert ?? '' };
  const proxy = await startFaultProxy({
    target: ferry.sandbox.port,
    faultOf: (connection) => faultOf(connection),
  });
  onTestFinished(() => proxy.close());
  const start: DriverStart = {
    sandbox: ferry.sandbox,
    endpoint: proxy.endpoint.replace('http:', 'https:'),
    databaseFile: ferry.databaseFile,
    roots: [ferry.write('film.mp4', content)],
    settings: { ...quickSettings, partsPerFile: 1 },
    environment: { NODE_EXTRA_CA_CERTS: trusted },
  };

  const first = await startDriver(start).ended;
  expect(first).toMatchObject({ exitCode: 0, errors: '' });
  const [row] = rowsOf(first.lines, 'last');
  expect(row?.state).toMatchObject({
    why: 'certificate',
    error: {
      code: 'certificate-rejected',
      detail: expect.stringContaining('Middle Man') as string,
    },
  });
  const committed = row?.parts ?? [];
  expect(committed).toContain(1);
  const seen = ferry.sandbox.journal.entries.length;

  faultOf = () => undefined;
  const second = await startDriver(start).ended;
  expect(second).toMatchObject({ exitCode: 0, errors: '' });
  expect(rowsOf(second.lines, 'last')).toMatchObject([
    { state: { name: 'done', verified: 'crc64' } },
  ]);
  const later = ferry.sandbox.journal.entries.slice(seen);
  const sentLater = later.flatMap(({ partNumber }) => partNumber ?? []);
  expect([...committed, ...sentLater].toSorted()).toEqual([1, 2, 3, 4, 5]);
});
