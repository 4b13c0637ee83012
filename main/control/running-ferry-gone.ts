/** The Ferry that worked on the queue has ended, or its connection broke. */
export class RunningFerryGone extends Error {
  constructor() {
    super('The Ferry that was running has ended.');
    this.name = 'RunningFerryGone';
  }
}

/** The Ferry that works on the queue uses another version of the contract. */
export class OtherFerryVersion extends Error {
  /** Of the running Ferry. */
  readonly version: string;

  constructor(version: string) {
    super(`The Ferry that is running has version ${version}.`);
    this.name = 'OtherFerryVersion';
    this.version = version;
  }
}
