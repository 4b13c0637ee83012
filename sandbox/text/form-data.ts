import { OssError } from '../rules/oss-error.ts';

/** A form up to its file: the fields before it by lower-case name, and the file's bytes. */
export interface UploadForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly fileName: string;
  /** The content type of the file part; '' when it has none. */
  readonly fileType: string;
  readonly file: AsyncGenerator<Buffer>;
}

const largestField = 64 * 1024;

/**
 * Reads `multipart/form-data` in the form of PostObject: small fields first, the file last. Fields
 * after the file are ignored.
 *
 * Source: RFC 7578 and "PostObject" in the OSS API reference.
 *
 * @throws OssError MalformedPOSTRequest, FilePartNotExist
 */
export async function readForm(
  chunks: AsyncGenerator<Buffer>,
  contentType: string,
): Promise<UploadForm> {
  const boundary = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) throw malformed();
  const reader = new PartReader(chunks, name);
  const fields = new Map<string, string>();
  await reader.skipToFirst();
  for (;;) {
    const header = await reader.header();
    if (header === undefined) throw new OssError('FilePartNotExist');
    const disposition = /^content-disposition:(.*)$/im.exec(header)?.[1] ?? '';
    const field = /\bname="([^"]*)"/i.exec(disposition)?.[1]?.toLowerCase();
    if (field === undefined) throw malformed();
    if (field === 'file') {
      return {
        fields,
        fileName: /\bfilename="([^"]*)"/i.exec(disposition)?.[1] ?? '',
        fileType: /^content-type:(.*)$/im.exec(header)?.[1]?.trim() ?? '',
        file: reader.content(),
      };
    }
    fields.set(field, await reader.text(largestField));
  }
}

class PartReader {
  readonly #chunks: AsyncGenerator<Buffer>;
  readonly #delimiter: Buffer;
  // The line break before the first delimiter is the line break that ends the request headers.
  #buffer: Buffer = Buffer.from('\r\n');

  constructor(chunks: AsyncGenerator<Buffer>, boundary: string) {
    this.#chunks = chunks;
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  async skipToFirst(): Promise<void> {
    await this.text(largestField);
  }

  /** The header lines of the next part, or undefined after the last part. */
  async header(): Promise<string | undefined> {
    await this.#fill(2);
    if (this.#buffer.subarray(0, 2).toString() === '--') return undefined;
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end !== -1) {
        const header = this.#buffer.subarray(0, end).toString('utf8');
        this.#buffer = this.#buffer.subarray(end + 4);
        return header;
      }
      if (this.#buffer.length > largestField) throw malformed();
      await this.#fill(this.#buffer.length + 1);
    }
  }

  /** The bytes up to the next delimiter; the delimiter is consumed too. */
  async *content(): AsyncGenerator<Buffer> {
    for (;;) {
      const end = this.#buffer.indexOf(this.#delimiter);
      if (end !== -1) {
        const last = this.#buffer.subarray(0, end);
        this.#buffer = this.#buffer.subarray(end + this.#delimiter.length);
        if (last.length > 0) yield last;
        return;
      }
      const safe = this.#buffer.length - this.#delimiter.length + 1;
      if (safe > 0) {
        const ready = this.#buffer.subarray(0, safe);
        this.#buffer = this.#buffer.subarray(safe);
        yield ready;
      }
      await this.#fill(this.#buffer.length + 1);
    }
  }

  async text(largest: number): Promise<string> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of this.content()) {
      size += part.length;
      if (size > largest) throw malformed();
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  async #fill(length: number): Promise<void> {
    while (this.#buffer.length < length) {
      const next = await this.#chunks.next();
      if (next.done === true) throw malformed();
      this.#buffer = Buffer.concat([this.#buffer, next.value]);
    }
  }
}

function malformed(): OssError {
  return new OssError('MalformedPOSTRequest');
}
