/** The arguments of `npm run demo -- …`. */
export interface DemoArguments {
  /** The folder to upload; the project's own node_modules when absent. */
  readonly folder?: string;
  /** Some hundred files and 96 MiB instead of all files and 512 MiB. */
  readonly quick: boolean;
}

export const demoUsage = `npm run demo [-- folder] [--quick]

Uploads a folder (the project's node_modules unless you name one) and one large generated
file to a local sandbox, kills the upload half way, resumes it, and compares every object
with its file. --quick takes a few hundred files and a smaller large file.`;

export type DemoRequest =
  | { readonly kind: 'run'; readonly arguments: DemoArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly sentence: string };

/** Reads the arguments after `npm run demo --`. */
export function readDemoArguments(words: readonly string[]): DemoRequest {
  if (words.some((word) => word === '--help' || word === '-h')) return { kind: 'help' };
  const quick = words.includes('--quick');
  const [folder, ...more] = words.filter((word) => word !== '--quick');
  if (folder?.startsWith('-')) return { kind: 'wrong', sentence: `There is no option ${folder}.` };
  if (more.length > 0) return { kind: 'wrong', sentence: 'Name one folder and no other option.' };
  return { kind: 'run', arguments: folder === undefined ? { quick } : { folder, quick } };
}
