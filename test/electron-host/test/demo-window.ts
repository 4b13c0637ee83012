/** The demo's preload API as its page sees it. */
export interface DemoApi {
  readonly version: string;
  list(): Promise<{ path: string; size: number }[]>;
  pick(): Promise<unknown>;
  add(paths: readonly string[]): Promise<unknown>;
  pathsOf(files: readonly unknown[]): string[];
  echo(value: unknown): Promise<unknown>;
  invoke(channel: string): Promise<unknown>;
  setSecret(secret: string): Promise<void>;
  getSecret(): Promise<string>;
  startPump(perSecond: number, count: number): void;
  onSnapshot(callback: (snapshot: { sequence: number }) => void): () => void;
  onPower(callback: (name: string) => void): () => void;
  onSecondInstance(callback: (file: string, data: unknown) => void): () => void;
  unknown(): void;
  readonly nested: { add(one: number, other: number): number; fail(): void };
}

/** A drop as the demo's page has seen it. */
export interface SeenDrop {
  readonly isTrusted: boolean;
  readonly folders: readonly boolean[];
  readonly paths: readonly string[];
  readonly added: number;
}

/** An element, as far as the tests look at it. */
export interface DemoElement {
  textContent: string;
  append(child: unknown): void;
  click(): void;
  readonly files: { readonly length: number; readonly [index: number]: File };
  contentWindow: { readonly api?: unknown };
  href: string;
  target: string;
}

/**
 * `window` of the demo's page. Tests declare it for the functions that they hand to Playwright:
 * `declare const window: DemoWindow`.
 */
export interface DemoWindow {
  api: DemoApi;
  readonly isReady?: boolean;
  readonly inlineRan?: boolean;
  readonly seen: {
    readonly snapshots: [sequence: number, rows: number][];
    readonly power: string[];
    readonly secondInstances: [file: string, data: unknown][];
    readonly drops: SeenDrop[];
    readonly chosen: string[];
  };
  readonly isSecureContext: boolean;
  readonly innerWidth: number;
  readonly innerHeight: number;
  readonly location: { href: string };
  readonly localStorage: {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
  };
  readonly document: {
    readonly body: DemoElement;
    readonly visibilityState: string;
    createElement(name: string): DemoElement;
    querySelector(selector: string): DemoElement;
  };
  open(url: string): unknown;
  getComputedStyle(element: DemoElement): { readonly backgroundColor: string };
  matchMedia(query: string): { readonly matches: boolean };
}
