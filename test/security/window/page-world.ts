import type { FerryBridge } from '../../../shared/ipc/bridge-api.ts';

/** As much of an element as a hostile page uses here. */
interface PageElement {
  innerHTML: string;
  textContent: string;
  src: string;
  readonly isConnected: boolean;
  append(child: PageElement): void;
  remove(): void;
  setAttribute(name: string, value: string): void;
  submit?(): void;
  click(): void;
}

/** As much of the page's world as the checks use; the project's tests know no DOM. */
export interface PageWorld {
  readonly ferry: FerryBridge;
  hacked?: unknown;
  violations: string[];
  drags: string[];
  location: { href: string; readonly protocol: string; readonly origin: string };
  eval(text: string): unknown;
  open(url: string): unknown;
  fetch(url: string): Promise<unknown>;
  readonly File: new (parts: readonly string[], name: string) => never;
  readonly performance: { getEntriesByType(type: string): readonly { readonly name: string }[] };
  addEventListener(
    type: 'securitypolicyviolation',
    listener: (event: { readonly effectiveDirective: string }) => void,
  ): void;
  addEventListener(
    type: 'dragover' | 'drop',
    listener: (event: {
      readonly defaultPrevented: boolean;
      readonly dataTransfer: { readonly dropEffect: string } | null;
    }) => void,
  ): void;
  readonly document: {
    readonly body: PageElement;
    createElement(name: string): PageElement;
    querySelectorAll(selector: string): { readonly length: number };
  };
}
