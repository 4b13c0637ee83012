import { enableCompileCache } from 'node:module';
import path from 'node:path';

// Three quarters of the host's own start are spent on stripping its types, once per machine now.
enableCompileCache(path.join(import.meta.dirname, '../../node_modules/.cache/electron-host'));
await import('./start-app.ts');
