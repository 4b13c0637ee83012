import { startSandboxStore } from '../../integration/oss/sandbox-store.ts';
import { patternedBytes } from '../../helpers/sandbox-fixture.ts';
import type { ObjectStoreUnderTest } from './object-store-under-test.ts';

/** The adapter on ali-oss with real worker threads and files, against a sandbox. */
export async function openRealObjects(): Promise<ObjectStoreUnderTest> {
  const service = await startSandboxStore();
  return {
    store: service.store,
    target: (key) => service.target(key),
    close: () => service.close(),
    file: async (size, content = 1) => {
      const range = await service.fileOf(patternedBytes(size, content));
      return (start, end) => ({ ...range, start, end });
    },
    expected: (size, content = 1) => service.expectedFile(patternedBytes(size, content)),
    damageNextBody: () => {
      const fault = { kind: 'flip-byte', at: 7 } as const;
      service.sandbox.faults.add({ when: { method: 'PUT' }, fault });
    },
  };
}
