import type { Submission } from '@taskdeck/server/schemas/job';
import { isRecord } from '../../is-record.ts';

/** `apiKey` as a variable of the shell: `API_KEY`. */
const variableOf = (field: string): string =>
  field
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/\W/g, '_')
    .replace(/^(?=\d)/, '_')
    .toUpperCase();

/** The body of the request, as it is read best. `secrets`: names of fields that the name of a variable stands for. */
export function requestJson(submission: Submission, secrets: ReadonlySet<string>): string {
  const { input } = submission;
  if (!isRecord(input)) return JSON.stringify(submission, null, 2);
  const shown = Object.entries(input).map(([field, value]) => [
    field,
    secrets.has(field) ? `$${variableOf(field)}` : value,
  ]);
  return JSON.stringify({ ...submission, input: Object.fromEntries(shown) }, null, 2);
}

/** Text in single quotes for a POSIX shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The body in single quotes, but for the variables of its secrets, which the shell fills in. */
function quotedBody(submission: Submission, secrets: ReadonlySet<string>): string {
  // A secret has a line of its own; no text can look like one, because line ends in texts are escaped.
  const lines = new Map(
    [...secrets].map((field) => [
      `    ${JSON.stringify(field)}: "$${variableOf(field)}"`,
      `    ${JSON.stringify(field)}: "'"$${variableOf(field)}"'"`,
    ]),
  );
  return quoted(requestJson(submission, secrets))
    .split('\n')
    .map((line) => {
      const bare = line.replace(/,$/, '');
      return `${lines.get(bare) ?? bare}${line.slice(bare.length)}`;
    })
    .join('\n');
}

/** The same request from a shell. Token and secrets are left to the environment, so that they stand in no history. */
export function requestCurl(
  origin: string,
  submission: Submission,
  secrets: ReadonlySet<string>,
): string {
  return [
    `curl -X POST \\`,
    `  ${quoted(`${origin}/api/tasks`)} \\`,
    `  -H "Authorization: Bearer $TASKDECK_TOKEN" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d ${quotedBody(submission, secrets)}`,
  ].join('\n');
}
