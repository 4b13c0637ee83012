import * as v from 'valibot';
import { uploadOptionsSchema } from './upload-options.ts';
import type { UploadOptions } from './upload-options.ts';

/** Valid upload options, or the first field that does not fit the schema. */
export type UploadOptionsReading =
  | { readonly ok: true; readonly options: UploadOptions }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Field names that lead to the invalid value, from the outside in. */
      readonly path: readonly string[];
    };

/** Reads upload options from outside: a command line, a file, another process. */
export function readUploadOptions(value: unknown): UploadOptionsReading {
  const parsed = v.safeParse(uploadOptionsSchema, value);
  if (parsed.success) return { ok: true, options: parsed.output };
  const [issue] = parsed.issues;
  return {
    ok: false,
    reason: issue.message,
    path: issue.path?.map(({ key }) => String(key)) ?? [],
  };
}
