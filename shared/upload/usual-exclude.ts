import type { ScanOptions } from './upload-options.ts';

/**
 * What the window leaves out of folders unless the user says otherwise: files that systems write for
 * themselves, and downloads that are not complete.
 */
export const usualScan: Readonly<ScanOptions> = {
  exclude: [
    '.DS_Store',
    'Thumbs.db',
    'desktop.ini',
    '*.crdownload',
    '*.opdownload',
    '*.part',
    '*.partial',
  ],
};
