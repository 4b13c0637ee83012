// Unpacks the archives of @sparticuz/chromium that are its arguments. The package always unpacks into
// the system's temporary folder, so its caller starts this script with TMPDIR set to the target.
import { inflate } from '@sparticuz/chromium';

await Promise.all(process.argv.slice(2).map((archive) => inflate(archive)));
