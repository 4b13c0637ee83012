/**
 * The part of the WebAssembly interface that Ferry uses. Node has it, but describes it nowhere
 * outside TypeScript's DOM library, which this layer compiles without.
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
