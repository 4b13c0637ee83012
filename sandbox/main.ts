import { parseArguments, usage, SandboxUsageError, type SandboxArguments } from './arguments.ts';
import { startSandbox, type Sandbox } from './server.ts';

/** `npm run sandbox`: serves until it is stopped; its first line names endpoint and keys. */
async function main(): Promise<void> {
  const args = readArguments();
  if (args === undefined) return;
  const sandbox = await start(args);
  if (sandbox === undefined) return;
  const { settings, refusesV1, isSuspended } = args;
  if (settings !== undefined) sandbox.updateBucket(sandbox.bucket, settings);
  sandbox.updateAccount(sandbox.accessKeyId, { refusesV1, isSuspended });
  // Must run before the line is printed: the program that reads it may stop the sandbox at once.
  const stopped = untilStopped(args.exitWithParent);
  const { endpoint, region, bucket, accessKeyId, accessKeySecret } = sandbox;
  process.stdout.write(
    `${JSON.stringify({ endpoint, region, bucket, accessKeyId, accessKeySecret })}\n`,
  );
  await stopped;
  await sandbox.close();
}

function readArguments(): SandboxArguments | undefined {
  try {
    const args = parseArguments(process.argv.slice(2));
    if (args !== 'help') return args;
    process.stdout.write(`${usage}\n`);
  } catch (error) {
    if (!(error instanceof SandboxUsageError)) throw error;
    complain(error.message, 2);
  }
  return undefined;
}

async function start({
  port,
  dataDirectory,
  buckets,
  region,
}: SandboxArguments): Promise<Sandbox | undefined> {
  try {
    return await startSandbox({
      dataDirectory,
      port,
      ...(buckets === undefined ? {} : { buckets }),
      ...(region === undefined ? {} : { region }),
      onFailure: (error) => {
        process.stderr.write(
          `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
        );
      },
    });
  } catch (error) {
    complain(explain(error, port, dataDirectory), 1);
    return undefined;
  }
}

function explain(error: unknown, port: number, dataDirectory: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken; choose another, or leave --port out.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${dataDirectory} or port ${port} may not be used; choose others.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${dataDirectory} is no folder; choose another with --data.`;
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

function complain(sentence: string, exitCode: number): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = exitCode;
}

function untilStopped(exitWithParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.stdin.destroy();
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    if (exitWithParent) process.stdin.once('end', stop).once('error', stop).resume();
  });
}

await main();
