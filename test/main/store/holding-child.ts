import process from 'node:process';
import { TransferError } from '../../../shared/errors.ts';
import { openStore } from '../../../main/store/open-store.ts';

/** Opens a store, says how that went, and holds it until its input ends. */
try {
  const store = await openStore({ file: process.argv[2] ?? '' });
  process.stdout.write('opened\n');
  process.stdin.on('end', () => void store.close()).resume();
} catch (error) {
  process.stdout.write(`${error instanceof TransferError ? error.code : String(error)}\n`);
}
