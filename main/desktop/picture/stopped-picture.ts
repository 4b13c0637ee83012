import type { EngineState } from '../../../shared/engine-state.ts';
import type { Picture, PictureLine, UploadLine } from '../../../shared/ipc/picture.ts';

/** The last picture, once the engine failed and its store answers no more: nothing moves. */
export function stoppedPicture(
  { secondsLeft: _secondsLeft, connections: _connections, ...last }: Picture,
  engine: EngineState,
): Picture {
  const { list, upload } = last;
  return {
    ...last,
    engine,
    speed: 0,
    list: { ...list, lines: list.lines.map(stoppedLine) },
    ...(upload !== undefined && {
      upload: {
        ...upload,
        line: stoppedUpload(upload.line),
        slots: upload.slots.map(() => null),
        ...(upload.small !== undefined && { small: { files: 0, filesPerSecond: 0, speed: 0 } }),
      },
    }),
  };
}

function stoppedLine(line: PictureLine): PictureLine {
  return line.kind === 'upload' ? stoppedUpload(line) : line;
}

function stoppedUpload(line: UploadLine): UploadLine {
  const { secondsLeft: _secondsLeft, ...rest } = line;
  return line.endedAt === undefined ? { ...rest, speed: 0, state: 'stopped' } : line;
}
