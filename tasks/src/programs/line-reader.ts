import type { Readable } from 'node:stream';

/** Calls `take` with each line of a stream, without its end. Holds at most `maxLength` characters: of a longer line, the rest is dropped. */
export function readLines(stream: Readable, maxLength: number, take: (line: string) => void): void {
  let line = '';
  const add = (text: string) => {
    line += text.slice(0, maxLength - line.length);
  };
  const end = () => {
    take(line.endsWith('\r') ? line.slice(0, -1) : line);
    line = '';
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const [first = '', ...more] = chunk.split('\n');
    add(first);
    for (const next of more) {
      end();
      add(next);
    }
  });
  stream.on('end', () => {
    if (line !== '') end();
  });
}
