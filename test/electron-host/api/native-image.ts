import { readFileSync } from 'node:fs';
import { Guarded, strict, type PartOf } from '../strict.ts';

const pngSignature = '89504e470d0a1a0a';

function decodeDataUrl(url: string): Buffer {
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

function sizeOfPng(bytes: Buffer): Electron.Size {
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Electron's `NativeImage`: PNGs by scale factor. It is neither decoded nor changed. */
export class HostNativeImage extends Guarded implements PartOf<Electron.NativeImage> {
  readonly #representations = new Map<number, Buffer>();
  isMacTemplateImage = false;

  constructor() {
    super('nativeImage');
  }

  addRepresentation(options: Electron.AddRepresentationOptions): void {
    const { scaleFactor = 1, buffer, dataURL } = options;
    const bytes = buffer ?? (dataURL === undefined ? undefined : decodeDataUrl(dataURL));
    if (!bytes || bytes.length === 0) return;
    if (!bytes.toString('hex', 0, 8).startsWith(pngSignature)) {
      throw new Error('electron-host: only PNG images are hosted');
    }
    this.#representations.set(scaleFactor, bytes);
  }

  isEmpty(): boolean {
    return this.#representations.size === 0;
  }

  /** In points: a picture of 32 pixels for scale factor 2 is 16 points wide. */
  getSize(scaleFactor = 1): Electron.Size {
    const best = this.#representationFor(scaleFactor);
    if (!best) return { width: 0, height: 0 };
    const { width, height } = sizeOfPng(best.bytes);
    return { width: width / best.scaleFactor, height: height / best.scaleFactor };
  }

  getAspectRatio(): number {
    const { width, height } = this.getSize();
    return height === 0 ? 1 : width / height;
  }

  getScaleFactors(): number[] {
    return [...this.#representations.keys()].sort((one, other) => one - other);
  }

  toPNG({ scaleFactor = 1 }: Electron.ToPNGOptions = {}): Buffer {
    return this.#representationFor(scaleFactor)?.bytes ?? Buffer.alloc(0);
  }

  toDataURL(options: Electron.ToDataURLOptions = {}): string {
    return `data:image/png;base64,${this.toPNG(options).toString('base64')}`;
  }

  setTemplateImage(option: boolean): void {
    this.isMacTemplateImage = option;
  }

  isTemplateImage(): boolean {
    return this.isMacTemplateImage;
  }

  #representationFor(scaleFactor: number): { scaleFactor: number; bytes: Buffer } | undefined {
    const sorted = [...this.#representations].sort(([one], [other]) => one - other);
    const best = sorted.find(([factor]) => factor >= scaleFactor) ?? sorted.reverse()[0];
    return best && { scaleFactor: best[0], bytes: best[1] };
  }
}

function imageOf(bytes: Buffer | undefined, scaleFactor = 1): HostNativeImage {
  const image = new HostNativeImage();
  if (bytes) image.addRepresentation({ scaleFactor, buffer: bytes });
  return image;
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** `nativeImage.createFromBuffer` for a PNG. */
export function createFromBuffer(
  bytes: Buffer,
  options: Electron.CreateFromBufferOptions = {},
): HostNativeImage {
  return imageOf(bytes, options.scaleFactor);
}

/** `nativeImage.createFromPath`: the file and its `@2x` neighbour; empty when there is none. */
export function createFromPath(file: string): HostNativeImage {
  const image = imageOf(readIfThere(file));
  const large = readIfThere(file.replace(/(\.\w+)$/, '@2x$1'));
  if (large) image.addRepresentation({ scaleFactor: 2, buffer: large });
  return image;
}

/** Electron's `nativeImage`. */
export const nativeImage = strict<{
  createEmpty(): HostNativeImage;
  createFromBuffer: typeof createFromBuffer;
  createFromPath: typeof createFromPath;
  createFromDataURL(url: string): HostNativeImage;
}>('nativeImage', {
  createEmpty: () => new HostNativeImage(),
  createFromBuffer,
  createFromPath,
  createFromDataURL: (url) => imageOf(decodeDataUrl(url)),
});
