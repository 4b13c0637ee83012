import type { Socket } from 'node:net';

/** Read timeout in milliseconds after a server closed the connection. */
const longestListening = 2_000;

type Done = (error?: Error | null) => void;

const listening = new WeakSet<Socket>();

/**
 * Makes a response readable that arrived before the connection broke.
 *
 * A server may refuse a request while its body is still being sent. It responds, closes and,
 * because more bytes arrive, resets. Node destroys a socket as soon as a write fails, together
 * with received but unread bytes: the 403 would look like a lost connection. This function reports
 * a failed write to the socket only after its reading side has ended.
 */
export function deferWriteErrors(socket: Socket): void {
  if (listening.has(socket)) return;
  listening.add(socket);
  const write = socket._write.bind(socket);
  socket._write = (chunk, encoding, done) => write(chunk, encoding, afterReading(socket, done));
  const writev = socket._writev?.bind(socket);
  if (writev !== undefined) {
    socket._writev = (chunks, done) => writev(chunks, afterReading(socket, done));
  }
}

function afterReading(socket: Socket, done: Done): Done {
  return (error) => {
    if (!error || socket.destroyed || socket.readableEnded) {
      done(error);
      return;
    }
    const finish = (): void => {
      clearTimeout(timer);
      socket.off('end', finish);
      socket.off('close', finish);
      done(error);
    };
    const timer = setTimeout(finish, longestListening);
    socket.once('end', finish);
    socket.once('close', finish);
  };
}
