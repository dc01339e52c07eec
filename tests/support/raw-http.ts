import { connect } from 'node:net';

/** What a server answered to raw bytes; status 0: it hung up without a word. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Nothing that is sent waits for it: it only ends what hangs. */
const QUIET_MS = 30_000;

/** Sends bytes as they stand on a connection of their own, and reads until the server ends it. */
export function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const end = () => {
      socket.destroy();
      const at = text.indexOf('\r\n\r\n');
      const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
      resolve({ status: Number(status), head: text.slice(0, at), body: text.slice(at + 4) });
    };
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
    socket.on('end', end).on('error', end).setTimeout(QUIET_MS, end);
  });
}

/** A request as it stands on the wire. `headers` are lines; the connection ends with the answer. */
export function rawRequest(
  line: string,
  headers: readonly string[] = [],
  body: string | Buffer = '',
): Buffer {
  const length = Buffer.byteLength(body);
  const lines = [`${line} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers];
  if (length > 0 && !headers.some((header) => /^(content-length|transfer-encoding):/i.test(header)))
    lines.push(`Content-Length: ${length}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
}
