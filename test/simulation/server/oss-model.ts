import type {
  ObjectFacts,
  ObjectTarget,
  RemotePart,
  RemoteUpload,
} from '../../../main/engine/ports/object-store.ts';
import { chooseParts, multipartEtag } from '../../../sandbox/rules/complete-multipart.ts';
import { combineServerCrc64 } from '../../../sandbox/rules/crc64-combine.ts';
import { refuseKey } from '../../../sandbox/rules/objects/key-rules.ts';
import { limits } from '../../../sandbox/rules/limits.ts';
import { OssError } from '../../../sandbox/rules/oss-error.ts';
import { mix } from '../world/seeded-random.ts';

export interface Content {
  readonly size: number;
  readonly crc64: bigint;
}

export interface StoredPart extends Content {
  readonly number: number;
  readonly etag: string;
}

export interface StoredObject extends Content {
  readonly etag: string;
  readonly lastModified: number;
}

export interface Upload {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: number;
  readonly forbidOverwrite: boolean;
  /** Begun by a program that is not ours. */
  readonly foreign: boolean;
  readonly parts: Map<number, StoredPart>;
}

type Place = Pick<ObjectTarget, 'bucket' | 'key'>;

/**
 * What OSS does with objects and multipart uploads, without a network: the rules of the sandbox,
 * applied to contents that are known by size and CRC-64. All methods throw OssError.
 */
export class OssModel {
  readonly #objects = new Map<string, StoredObject>();
  readonly #history = new Map<string, StoredObject[]>();
  readonly #uploads = new Map<string, Upload>();
  readonly #now: () => number;
  #uploadCount = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get uploads(): ReadonlyMap<string, Upload> {
    return this.#uploads;
  }

  object(place: Place): StoredObject | undefined {
    return this.#objects.get(nameOf(place));
  }

  /** Every object that ever stood under the key. */
  history(place: Place): readonly StoredObject[] {
    return this.#history.get(nameOf(place)) ?? [];
  }

  put(place: Place, content: Content, forbidOverwrite: boolean): StoredObject {
    refuseKey(place.key);
    if (content.size > limits.putSize) throw new OssError('EntityTooLarge');
    this.#checkOverwrite(place, forbidOverwrite);
    return this.#store(place, content, etagOf(content));
  }

  initiate(place: Place, forbidOverwrite: boolean, foreign = false): Upload {
    refuseKey(place.key);
    this.#checkOverwrite(place, forbidOverwrite);
    this.#uploadCount += 1;
    const upload: Upload = {
      uploadId: `U${this.#uploadCount}`,
      bucket: place.bucket,
      key: place.key,
      initiated: this.#now(),
      forbidOverwrite,
      foreign,
      parts: new Map(),
    };
    this.#uploads.set(upload.uploadId, upload);
    return upload;
  }

  uploadPart(place: Place, uploadId: string, number: number, content: Content): StoredPart {
    const upload = this.#find(place, uploadId);
    if (number < 1 || number > limits.partCount) throw new OssError('InvalidArgument');
    const part = { ...content, number, etag: etagOf(content) };
    upload.parts.set(number, part);
    return part;
  }

  complete(
    place: Place,
    uploadId: string,
    choices: readonly RemotePart[],
    forbidOverwrite: boolean,
  ): StoredObject {
    const upload = this.#find(place, uploadId);
    if (choices.length === 0) throw new OssError('MalformedXML');
    const parts = chooseParts(choices, (number) => upload.parts.get(number));
    this.#checkOverwrite(place, forbidOverwrite || upload.forbidOverwrite);
    this.#uploads.delete(uploadId);
    const content = parts.reduce<Content>(
      (whole, part) => ({
        size: whole.size + part.size,
        crc64: combineServerCrc64(whole.crc64, part.crc64, part.size),
      }),
      { size: 0, crc64: 0n },
    );
    return this.#store(place, content, multipartEtag(parts));
  }

  abort(place: Place, uploadId: string): void {
    this.#find(place, uploadId);
    this.#uploads.delete(uploadId);
  }

  listParts(place: Place, uploadId: string): readonly RemotePart[] {
    return [...this.#find(place, uploadId).parts.values()]
      .sort((one, other) => one.number - other.number)
      .map(({ number, size, etag }) => ({ number, size, etag }));
  }

  listUploads(bucket: string, prefix: string): readonly RemoteUpload[] {
    return [...this.#uploads.values()]
      .filter((upload) => upload.bucket === bucket && upload.key.startsWith(prefix))
      .map(({ key, uploadId, initiated }) => ({ key, uploadId, initiated }));
  }

  head(place: Place): Omit<ObjectFacts, 'requestId'> | undefined {
    const object = this.object(place);
    if (object === undefined) return undefined;
    const { size, etag, crc64, lastModified } = object;
    const age = this.#now() - lastModified;
    return { size, etag, crc64: crc64.toString(), lastModified, age, meta: {} };
  }

  #checkOverwrite(place: Place, forbidden: boolean): void {
    if (forbidden && this.#objects.has(nameOf(place))) throw new OssError('FileAlreadyExists');
  }

  #find(place: Place, uploadId: string): Upload {
    const upload = this.#uploads.get(uploadId);
    if (upload?.bucket !== place.bucket || upload.key !== place.key) {
      throw new OssError('NoSuchUpload');
    }
    return upload;
  }

  #store(place: Place, { size, crc64 }: Content, etag: string): StoredObject {
    const name = nameOf(place);
    const object = { size, crc64, etag, lastModified: this.#now() };
    this.#objects.set(name, object);
    this.#history.set(name, [...(this.#history.get(name) ?? []), object]);
    return object;
  }
}

function nameOf({ bucket, key }: Place): string {
  return `${bucket}/${key}`;
}

/** Stands for the MD5: as long, and equal for equal content. */
function etagOf({ size, crc64 }: Content): string {
  const words = [Number(crc64 >> 32n), Number(crc64 & 0xffffffffn), size, mix(size)];
  return words
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('')
    .toUpperCase();
}
