import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isBucketName } from '../rules/bucket-rules.ts';
import { BucketStorage } from './bucket-storage.ts';
import { listFolder } from './record-files.ts';
import type { BucketRecord } from './records.ts';

/** Every bucket below one data folder. */
export class Storage {
  readonly #folder: string;
  readonly #buckets = new Map<string, BucketStorage>();

  /** @param dataDirectory is created when absent; existing data of an earlier server is read */
  constructor(dataDirectory: string) {
    this.#folder = join(dataDirectory, 'buckets');
    mkdirSync(this.#folder, { recursive: true });
    for (const name of listFolder(this.#folder)) {
      if (!isBucketName(name)) continue;
      const bucket = BucketStorage.open(join(this.#folder, name));
      if (bucket !== undefined) this.#buckets.set(name, bucket);
    }
  }

  bucket(name: string): BucketStorage | undefined {
    return this.#buckets.get(name);
  }

  /** All buckets by name. */
  buckets(): BucketStorage[] {
    return [...this.#buckets.values()].sort((left, right) =>
      left.record.name < right.record.name ? -1 : 1,
    );
  }

  /** The bucket of each bound domain. */
  domains(): ReadonlyMap<string, string> {
    const domains = new Map<string, string>();
    for (const { record } of this.#buckets.values()) {
      for (const { domain } of record.settings?.domains ?? []) domains.set(domain, record.name);
    }
    return domains;
  }

  create(record: BucketRecord): BucketStorage {
    const bucket = BucketStorage.create(join(this.#folder, record.name), record);
    this.#buckets.set(record.name, bucket);
    return bucket;
  }

  destroy(name: string): void {
    this.#buckets.get(name)?.destroy();
    this.#buckets.delete(name);
  }

  /** Closes every file; resolves when the removals in progress have ended. */
  async close(): Promise<void> {
    const buckets = [...this.#buckets.values()];
    for (const bucket of buckets) bucket.close();
    await Promise.all(buckets.map((bucket) => bucket.files.settled()));
  }
}
