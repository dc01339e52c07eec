// @ts-check
// Where the output of the processes of `npm start` goes: all of it into a file each, what needs a person to the console.
import { openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** pino's numbers. */
const WARN = 40;
const ERROR = 50;
/** The same trouble is told again after this long. */
const QUIET_MS = 30_000;

/**
 * Opens `<folder>/<name>.log` anew; the file of the start before is kept as `<name>.old.log`.
 * @param {string} folder
 * @param {string} name
 */
export function openLog(folder, name) {
  const path = join(folder, `${name}.log`);
  try {
    renameSync(path, join(folder, `${name}.old.log`));
  } catch {
    // The first start.
  }
  // Task inputs and errors may be private.
  const file = openSync(path, 'w', 0o600);
  return {
    path,
    // At once, so that the last words before the end are there.
    write: (/** @type {string} */ line) => void writeSync(file, `${line}\n`),
  };
}

/**
 * What a line of a log says to a person: the message of a warning or an error of pino's, a line that is no JSON as it
 * is, null for all else.
 * @param {string} line
 * @returns {string | null}
 */
export function forPeople(line) {
  if (!line.startsWith('{')) return line.trim() === '' ? null : line;
  try {
    const { level, msg, err } = JSON.parse(line);
    if (!(Number(level) >= WARN)) return null;
    // A warning says it all itself; an error is told with its cause.
    const cause = level >= ERROR && typeof err?.message === 'string' ? `: ${err.message}` : '';
    return `${msg}${cause}`;
  } catch {
    return line;
  }
}

/**
 * A filter that passes each text once in half a minute.
 * @param {() => number} [now] epoch milliseconds
 */
export function notAgain(now = Date.now) {
  /** @type {Map<string, number>} */
  const told = new Map();
  return (/** @type {string} */ text) => {
    const time = now();
    for (const [old, at] of told) if (time - at > QUIET_MS) told.delete(old);
    if (told.has(text)) return false;
    told.set(text, time);
    return true;
  };
}
