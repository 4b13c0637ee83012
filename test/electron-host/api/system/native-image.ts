import { readFileSync } from 'node:fs';
import { Guarded, strict, type PartOf } from '../../strict.ts';

function readIfThere(file: string): Buffer[] {
  try {
    return [readFileSync(file)];
  } catch {
    return [];
  }
}

/** Electron's `NativeImage`: PNGs, of which the second is for `@2x`. They are never decoded. */
export class HostNativeImage extends Guarded implements PartOf<Electron.NativeImage> {
  readonly #pictures: readonly Buffer[];

  constructor(pictures: readonly Buffer[]) {
    super('nativeImage');
    this.#pictures = pictures;
  }

  setTemplateImage(): void {
    // Only macOS draws template images differently.
  }

  static picturesOf(image: HostNativeImage): readonly Buffer[] {
    return image.#pictures;
  }
}

/** The file and its `@2x` neighbour; empty when there is none. */
function createFromPath(file: string): HostNativeImage {
  const large = file.replace(/(\.\w+)$/, '@2x$1');
  return new HostNativeImage([file, large].flatMap(readIfThere));
}

/** Electron's `nativeImage`. */
export const nativeImage = strict<{ createFromPath: typeof createFromPath }>('nativeImage', {
  createFromPath,
});
