import type { LogLine } from '@taskdeck/tasks';
import type { JobLog } from '../schemas/job-log.ts';

/** What could end a line, or make a terminal do something. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (character: string): string =>
  `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

/** Pure: a line of a job's log as text. What a task wrote is hostile: it stays on its line, and control characters are shown, not sent. */
function logLineText({ time, level, attempt, message }: LogLine): string {
  const text = message
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll(CONTROLS, escaped);
  return `${time} ${level} [attempt ${attempt}] ${text}\n`;
}

/** The lines of a log as text, a page at a time. Ends early when the job goes away meanwhile. */
export async function* jobLogLines(
  first: JobLog,
  read: (after: number) => Promise<JobLog | null>,
): AsyncGenerator<string, void> {
  let page: JobLog | null = first;
  while (page !== null) {
    yield page.items.map(logLineText).join('');
    page = page.more ? await read(page.nextAfter) : null;
  }
}
