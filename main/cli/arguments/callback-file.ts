import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../words/usage-error.ts';

/**
 * Reads the JSON of `--callback FILE.json`. `uploadOptionsFrom` validates its content.
 *
 * @throws UsageError when the file cannot be read or is not JSON.
 */
export async function readCallbackFile(file: string, workingDirectory: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path.resolve(workingDirectory, file), 'utf8');
  } catch {
    throw new UsageError('The callback file cannot be read.', 'Check the path after --callback.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(
      'The callback file is not valid JSON.',
      'It looks like {"url": "https://…", "body": "bucket=${bucket}&object=${object}"}.',
    );
  }
}
