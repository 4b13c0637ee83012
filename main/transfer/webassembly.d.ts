/**
 * The part of the WebAssembly interface that Ferry uses. Node has this interface, but only
 * TypeScript's DOM library describes it, and this layer compiles without that library.
 *
 * https://webassembly.github.io/spec/js-api/
 */
declare namespace WebAssembly {
  class Memory {
    /** Sizes in pages of 64 KiB. */
    constructor(size: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
  }

  const Module: new (bytes: Uint8Array) => object;

  class Instance {
    constructor(
      module: object,
      imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
    );
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
