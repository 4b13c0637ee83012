import { Guarded, type PartOf } from '../strict.ts';

/** Electron's `webFrameMain`: the top frame of a page. Frames below it have no preload. */
export class HostFrame extends Guarded implements PartOf<Electron.WebFrameMain, 'top'> {
  readonly #url: () => string;
  readonly parent = null;

  constructor(url: () => string) {
    super('webFrameMain');
    this.#url = url;
  }

  get url(): string {
    return this.#url();
  }

  get top(): this {
    return this;
  }
}
