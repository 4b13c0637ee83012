import type { Socket } from 'node:net';

/** Receives the messages of a connection. */
interface LineListener {
  line(text: string): void;
  /** A line was longer than `mostBytes`; the connection is closed. */
  tooLong(): void;
}

/**
 * Splits the incoming bytes into lines, which are JSON messages. A line longer than `mostBytes`
 * closes the connection before Ferry stores it.
 */
export function readLines(socket: Socket, mostBytes: number, listener: LineListener): void {
  let parts: Buffer[] = [];
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(10); ; end = rest.indexOf(10)) {
      const piece = end === -1 ? rest : rest.subarray(0, end);
      size += piece.length;
      if (size > mostBytes) {
        parts = [];
        listener.tooLong();
        socket.destroy();
        return;
      }
      parts.push(piece);
      if (end === -1) return;
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      size = 0;
      rest = rest.subarray(end + 1);
      listener.line(line);
      if (socket.destroyed) return;
    }
  });
}

/** Sends a message. A closed connection loses the message, and its end reports that. */
export function writeLine(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
