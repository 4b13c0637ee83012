/**
 * Renders the drawings in build/art into every icon of the app: build/ for the packages and
 * resources/ for the running app. The results are committed, so that packaging needs no Chromium.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { icnsSizes, writeIcns } from './icns.ts';
import { type Picture, writeIco } from './ico.ts';
import { openRenderer } from './render.ts';
import { trayPictures } from './tray-pictures.ts';

/** Up to this size in pixels the drawing on a 16 pixel grid is used. */
const smallest = 32;
const icoSizes = [16, 20, 24, 32, 40, 48, 64, 96, 128, 256];
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];
/** macOS draws the shadow of an icon into its margin: 100 of 1,024 pixels. */
const macMargin = 100 / 1024;

const root = new URL('../../', import.meta.url);
const renderer = await openRenderer();

function read(file: string): string {
  return readFileSync(new URL(file, root), 'utf8');
}

function write(file: string, bytes: Buffer): void {
  const path = fileURLToPath(new URL(file, root));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

async function appIcon(size: number, margin = 0): Promise<Picture> {
  const drawing = read(size <= smallest ? 'build/art/app-small.svg' : 'build/art/app.svg');
  return { size, png: await renderer.render(drawing, { size, margin }) };
}

async function appIcons(sizes: readonly number[], margin?: number): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for (const size of sizes) pictures.push(await appIcon(size, margin));
  return pictures;
}

try {
  write('build/icon.png', (await appIcon(1024)).png);
  write('resources/icon.png', (await appIcon(256)).png);
  write('build/icon.ico', writeIco(await appIcons(icoSizes)));
  write('build/icon.icns', writeIcns(await appIcons(icnsSizes, macMargin)));
  for (const { size, png } of await appIcons(linuxSizes)) {
    write(`build/icons/${size}x${size}.png`, png);
  }
  for (const { drawing, file, ...colours } of trayPictures) {
    const svg = read(`build/art/tray/${drawing}.svg`);
    write(`resources/tray/${file}`, await renderer.render(svg, colours));
  }
} finally {
  await renderer.close();
}
console.log('Icons written to build/ and resources/.');
