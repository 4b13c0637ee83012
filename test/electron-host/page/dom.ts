/**
 * The few parts of the DOM that the page scripts touch. The tests' TypeScript project has no DOM
 * types, because with them Node's own `Response` and streams would lose theirs.
 */
export interface PageWindow {
  readonly document: EventTarget;
  readonly location: { readonly href: string };
  readonly top: unknown;
  readonly console: { error(value: unknown): void };
  readonly window: PageWindow;
  open(url: string, target: string, features: string): unknown;
}
