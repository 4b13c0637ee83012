import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** The flags of a response: authoritative; `noName` adds that the name is not known. */
const authoritative = 0x8400;
const noName = 0x0003;
const cnameType = 5;

/**
 * A DNS server for one test. It knows CNAME records only.
 *
 * @param aliases the name to which each name points
 * @returns its address, and the arguments for Node with which a process asks it instead of the
 *   system's servers
 */
export async function startNameServer(
  aliases: Readonly<Record<string, string>>,
): Promise<{ readonly address: string; readonly nodeArguments: readonly string[] }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  socket.on('message', (query, sender) => {
    socket.send(responseTo(query, aliases), sender.port, sender.address);
  });
  const address = `127.0.0.1:${socket.address().port}`;
  const script = `import { setServers } from 'node:dns'; setServers(['${address}']);`;
  return {
    address,
    nodeArguments: ['--import', `data:text/javascript,${encodeURIComponent(script)}`],
  };
}

/** https://www.rfc-editor.org/rfc/rfc1035#section-4 */
function responseTo(query: Buffer, aliases: Readonly<Record<string, string>>): Buffer {
  const labels: string[] = [];
  let end = 12;
  for (let length = query[end] ?? 0; length > 0; length = query[end] ?? 0) {
    labels.push(query.toString('latin1', end + 1, end + 1 + length));
    end += 1 + length;
  }
  const question = query.subarray(12, end + 5);
  const alias = aliases[labels.join('.').toLowerCase()];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(alias === undefined ? authoritative | noName : authoritative, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(alias === undefined ? 0 : 1, 6);
  if (alias === undefined) return Buffer.concat([header, question]);
  const name = encoded(alias);
  const record = Buffer.alloc(12);
  // A pointer to the name of the question.
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(cnameType, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt32BE(60, 6);
  record.writeUInt16BE(name.length, 10);
  return Buffer.concat([header, question, record, name]);
}

function encoded(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(label, 'latin1'));
  return Buffer.concat([
    ...labels.flatMap((label) => [Buffer.of(label.length), label]),
    Buffer.of(0),
  ]);
}
