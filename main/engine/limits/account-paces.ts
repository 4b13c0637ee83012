import type { Settings } from '../../../shared/settings.ts';
import { AccountPace } from './account-pace.ts';
import type { Clock } from '../ports/clock.ts';

/** The request limit of each account and bucket, created at its first use. */
export class AccountPaces {
  readonly #settings: () => Settings;
  readonly #clock: Clock;
  readonly #paces = new Map<string, AccountPace>();

  constructor(settings: () => Settings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  of(accountId: string, bucket: string): AccountPace {
    const name = `${accountId}/${bucket}`;
    let pace = this.#paces.get(name);
    if (pace === undefined) {
      pace = new AccountPace(ceiling(this.#settings()), this.#clock);
      this.#paces.set(name, pace);
    }
    return pace;
  }

  /** Applies changed settings to all limits. */
  applySettings(): void {
    for (const pace of this.#paces.values()) pace.setCeiling(ceiling(this.#settings()));
  }
}

function ceiling(settings: Settings): number {
  return settings.partsAtOnce + settings.smallFilesAtOnce;
}
