import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { AdaptivePartSize } from '../../main/engine/limits/body-sizes.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { compareObjects } from './compare-objects.ts';
import { countSent } from './count-sent.ts';
import type { Committed } from './count-sent.ts';
import type { DemoArguments } from './demo-arguments.ts';
import type { DemoFacts } from './demo-report.ts';
import { isKillMoment, partsStored } from './kill-moment.ts';
import { generatedSize, generateFile, pickQuickRoots } from './prepare-source.ts';
import { createObjectReader } from './read-back.ts';
import { readCommitted } from './read-committed.ts';
import { excludedFolders, walkSource } from './walk-source.ts';
import { watchedUpload } from './watched-upload.ts';
import type { Stage } from './watched-upload.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const prefix = 'demo/';
const readersAtOnce = 8;

/** The content to upload: the folders, and the generated large file. */
interface Source {
  readonly folders: readonly string[];
  readonly large: string;
}

async function prepare(stage: Stage, args: DemoArguments, dataFolder: string): Promise<Source> {
  const large = path.join(dataFolder, args.quick ? 'generated-96MiB.bin' : 'generated-512MiB.bin');
  stage.line.say(`Writing ${path.basename(large)}`);
  await generateFile(large, args.quick ? generatedSize.quick : generatedSize.full);
  const folder = path.resolve(args.folder ?? path.join(project, 'node_modules'));
  return { folders: args.quick ? await pickQuickRoots(folder) : [folder], large };
}

type Uploaded = Pick<DemoFacts, 'seconds' | 'killed' | 'exitCode' | 'sent'>;

/** Uploads, kills Ferry during the upload, and resumes. */
async function uploadWithKill(
  stage: Stage,
  sandbox: Sandbox,
  { folders, large }: Source,
  database: string,
): Promise<Uploaded> {
  const { line } = stage;
  const { entries } = sandbox.journal;
  const key = `${prefix}${path.basename(large)}`;
  const { size } = await stat(large);
  const parts = Math.ceil(size / new AdaptivePartSize().for(defaultSettings.partSize, size));
  const to = `oss://${sandbox.bucket}/${prefix}`;
  const what = folders.length === 1 ? (folders[0] ?? '') : `${folders.length} folders`;
  line.say(`Uploading ${what} and the large file to ${to}`);
  const exclude = excludedFolders.flatMap((name) => ['--exclude', `/${name}`]);
  const words = ['upload', ...folders, large, '--to', to, '--db', database, ...exclude];
  let killed: DemoFacts['killed'];
  const first = await watchedUpload(stage, sandbox, words, (observed) => {
    if (!isKillMoment(entries, observed, { key, parts })) return false;
    const { filesDone } = observed;
    killed = { filesDone, key, partsStored: partsStored(entries, key), parts };
    return true;
  });
  const killedAt = entries.length;
  if (killed === undefined) {
    if (first.end.exitCode !== 0) line.say(first.end.errors.trim());
    const sent = countSent(entries, killedAt, { keys: new Set(), parts: new Set() });
    return { seconds: first.seconds, exitCode: first.end.exitCode, sent };
  }
  const committed: Committed = await readCommitted(database);
  line.say(
    `Killed with SIGKILL: ${committed.keys.size.toLocaleString('en-US')} files were on record as done, and ${committed.parts.size} parts of others`,
  );
  line.say('Resuming');
  const second = await watchedUpload(stage, sandbox, ['resume', '--db', database], () => false);
  if (second.end.exitCode !== 0) line.say(second.end.errors.trim());
  return {
    seconds: first.seconds + second.seconds,
    // Ferry finished files after its last report.
    killed: { ...killed, filesDone: committed.keys.size },
    exitCode: second.end.exitCode,
    sent: countSent(entries, killedAt, committed),
  };
}

/** Runs the whole demo without its report. Started processes are recorded on the stage. */
export async function performDemo(
  stage: Stage,
  args: DemoArguments,
  dataFolder: string,
): Promise<DemoFacts> {
  const { line } = stage;
  const sandbox = await startSandbox({
    dataDirectory: path.join(dataFolder, 'sandbox'),
    journalCapacity: 10_000_000,
    onFailure: (error) => {
      line.say(`The sandbox failed: ${String(error)}`);
    },
  });
  stage.sandbox = sandbox;
  line.say(`A sandbox of OSS listens at ${sandbox.endpoint}`);
  const source = await prepare(stage, args, dataFolder);
  const database = path.join(dataFolder, 'queue.db');
  const uploaded = await uploadWithKill(stage, sandbox, source, database);

  line.say('Reading every object back and comparing it with its file');
  const listing = await walkSource([...source.folders, source.large], prefix);
  const reader = createObjectReader(sandbox, readersAtOnce);
  try {
    const { files } = listing;
    const comparison = await compareObjects(reader, files, prefix, readersAtOnce, (compared) => {
      const all = files.length.toLocaleString('en-US');
      line.show(`${compared.toLocaleString('en-US')} of ${all} compared`);
    });
    const unfinishedUploads = await reader.countUploads();
    return { ...uploaded, source: listing, comparison, unfinishedUploads, dataFolder };
  } finally {
    reader.close();
  }
}
