import type { Submission } from '@taskdeck/server/schemas/job';

/** The body of the request, as it is read best. */
export function requestJson(submission: Submission): string {
  return JSON.stringify(submission, null, 2);
}

/** Text in single quotes for a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The same request from a shell. The token is left to the environment, so that it stands in no history. */
export function requestCurl(origin: string, submission: Submission): string {
  return [
    `curl -X POST \\`,
    `  ${quoted(`${origin}/api/tasks`)} \\`,
    `  -H "Authorization: Bearer $TASKDECK_TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${quoted(requestJson(submission))}`,
  ].join('\n');
}
