import { HostEmitter, type PartOf } from '../strict.ts';

/** What a frame is asked to do by its `WebContents`. */
export interface FrameOwner {
  url(): string;
  isDestroyed(): boolean;
  send(channel: string, ...values: unknown[]): void;
  executeJavaScript(code: string): Promise<unknown>;
}

/** The origin as Electron writes it: scheme and host for custom schemes, `file://` for files. */
export function originOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed) return 'null';
  return `${parsed.protocol}//${parsed.host}`;
}

/** Electron's `webFrameMain`: the top frame of a page. Frames below it have no preload. */
export class HostFrame
  extends HostEmitter<Electron.WebFrameMain>
  implements PartOf<Electron.WebFrameMain, 'top'>
{
  readonly #owner: FrameOwner;
  readonly frameTreeNodeId = 1;
  readonly routingId = 1;
  readonly processId = 1;
  readonly name = '';
  readonly parent = null;

  constructor(owner: FrameOwner) {
    super('webFrameMain');
    this.#owner = owner;
  }

  get url(): string {
    return this.#owner.url();
  }

  get origin(): string {
    return originOf(this.url);
  }

  get top(): this {
    return this;
  }

  get detached(): boolean {
    return this.#owner.isDestroyed();
  }

  isDestroyed(): boolean {
    return this.#owner.isDestroyed();
  }

  send(channel: string, ...values: unknown[]): void {
    this.#owner.send(channel, ...values);
  }

  executeJavaScript(code: string): Promise<unknown> {
    return this.#owner.executeJavaScript(code);
  }
}
