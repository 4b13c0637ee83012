import type { Socket } from 'node:net';

/** How long a server that closed the connection may be listened to, in milliseconds. */
const longestListening = 2_000;

type Done = (error?: Error | null) => void;

const listening = new WeakSet<Socket>();

/**
 * Lets an answer be read that came before the connection broke.
 *
 * A server that refuses a request while its body is still on the way answers, closes and, because
 * more bytes arrive, resets. Node destroys a socket as soon as a write fails, and with it what was
 * received but not yet read: the 403 would look like a lost connection. So a failed write is only
 * told to the socket after its reading side has come to an end.
 */
export function hearLastWords(socket: Socket): void {
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
