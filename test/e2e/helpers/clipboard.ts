import type { RunningFerry } from './launch-ferry.ts';

/** Puts a picture on the clipboard, as a screenshot tool would. */
export async function copyPicture({ app, record, onHost }: RunningFerry, png: Buffer) {
  if (onHost) {
    await record.setClipboard({ 'image/png': png.toString('base64') });
    return;
  }
  await app.evaluate(async ({ clipboard, ClipboardItem }, base64) => {
    const blob = new Blob([Buffer.from(base64, 'base64')], { type: 'image/png' });
    await clipboard.write([new ClipboardItem({ 'image/png': blob })]);
  }, png.toString('base64'));
}
