import { readFileSync } from 'node:fs';
import { Guarded, strict, type PartOf } from '../../strict.ts';

/** A PNG for one density of the screen. */
interface Representation {
  readonly scaleFactor: number;
  readonly bytes: Buffer;
}

function readIfThere(file: string, scaleFactor: number): Representation[] {
  try {
    return [{ scaleFactor, bytes: readFileSync(file) }];
  } catch {
    return [];
  }
}

/** Electron's `NativeImage`: PNGs by scale factor. It is neither decoded nor changed. */
export class HostNativeImage extends Guarded implements PartOf<Electron.NativeImage> {
  readonly #representations: readonly Representation[];

  constructor(representations: readonly Representation[]) {
    super('nativeImage');
    this.#representations = representations;
  }

  isEmpty(): boolean {
    return this.#representations.length === 0;
  }

  /** In points. */
  getSize(): Electron.Size {
    const bytes = this.toPNG();
    if (bytes.length === 0) return { width: 0, height: 0 };
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }

  getScaleFactors(): number[] {
    return this.#representations.map(({ scaleFactor }) => scaleFactor);
  }

  /** The picture for scale factor 1. */
  toPNG(): Buffer {
    return this.#representations[0]?.bytes ?? Buffer.alloc(0);
  }

  setTemplateImage(): void {
    // Only macOS draws template images differently.
  }
}

/** `nativeImage.createFromPath`: the file and its `@2x` neighbour; empty when there is none. */
export function createFromPath(file: string): HostNativeImage {
  const large = file.replace(/(\.\w+)$/, '@2x$1');
  return new HostNativeImage([...readIfThere(file, 1), ...readIfThere(large, 2)]);
}

/** Electron's `nativeImage`. */
export const nativeImage = strict<{ createFromPath: typeof createFromPath }>('nativeImage', {
  createFromPath,
});
