import type { Settings } from '../../../shared/settings.ts';
import { AccountPace } from './account-pace.ts';
import type { Clock } from '../ports/clock.ts';

/** The pace of each account at each bucket, made when it is first asked for. */
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

  /** The settings changed. */
  applySettings(): void {
    for (const pace of this.#paces.values()) pace.setCeiling(ceiling(this.#settings()));
  }
}

function ceiling(settings: Settings): number {
  return settings.partsAtOnce + settings.smallFilesAtOnce;
}
