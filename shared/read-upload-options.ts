import * as v from 'valibot';
import { uploadOptionsSchema } from './upload-options.ts';
import type { UploadOptions } from './upload-options.ts';

/** Options that fit the schema, or the first thing that does not. */
export type UploadOptionsReading =
  | { readonly ok: true; readonly options: UploadOptions }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Names of the fields that lead to it, the outermost first. */
      readonly path: readonly string[];
    };

/** Reads upload options that came from outside: a command line, a file, another process. */
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
