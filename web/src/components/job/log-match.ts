import type { LogLine } from '../../api.ts';

/** A piece of a line: found text is marked. */
interface LogPiece {
  readonly text: string;
  readonly found: boolean;
}

/** The lines with `search` in their message, whatever its case; all of them when it is empty. */
export function matchingLines(lines: readonly LogLine[], search: string): readonly LogLine[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return lines;
  return lines.filter((line) => line.message.toLowerCase().includes(wanted));
}

/** A message cut where `search` begins and ends. */
export function piecesOf(message: string, search: string): readonly LogPiece[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return [{ text: message, found: false }];
  const lower = message.toLowerCase();
  // Some letters have another length in lower case: then nothing is marked, rather than the wrong part.
  if (lower.length !== message.length) return [{ text: message, found: false }];
  const pieces: LogPiece[] = [];
  let from = 0;
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, from)) {
    if (at > from) pieces.push({ text: message.slice(from, at), found: false });
    from = at + wanted.length;
    pieces.push({ text: message.slice(at, from), found: true });
  }
  if (from < message.length) pieces.push({ text: message.slice(from), found: false });
  return pieces;
}
