/** A JPEG file whose Exif segment has a thumbnail and an orientation, as cameras write it. */
export function withExif(thumbnail: Buffer, orientation: number, isLittle = false): Buffer {
  const tiff = Buffer.alloc(8 + 18 + 30);
  const short = (value: number, at: number) =>
    isLittle ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    isLittle ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  tiff.write(isLittle ? 'II' : 'MM', 'latin1');
  short(42, 2);
  long(8, 4);
  // The directory of the photo: its orientation, and where the other one begins.
  short(1, 8);
  short(0x0112, 10);
  short(3, 12);
  long(1, 14);
  short(orientation, 18);
  long(26, 22);
  // The directory of the thumbnail.
  short(2, 26);
  short(0x0201, 28);
  short(4, 30);
  long(1, 32);
  long(tiff.length, 36);
  short(0x0202, 40);
  short(4, 42);
  long(1, 44);
  long(thumbnail.length, 48);
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, thumbnail]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(content.length + 2, 2);
  const jfif = Buffer.from('ffe000044a46', 'hex');
  const rest = Buffer.from('ffda0002ffd9', 'hex');
  return Buffer.concat([Buffer.from('ffd8', 'hex'), jfif, head, content, rest]);
}
