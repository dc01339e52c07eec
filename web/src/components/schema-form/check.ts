import { config, fromJSONSchema } from 'zod';
import type { JSONSchema } from 'zod/v4/core';
import { isRecord } from '../../is-record.ts';
import type { JsonSchema } from './fields.ts';

// zod compiles parsers with `new Function` unless told not to; the panel's content security policy forbids that.
config({ jitless: true });

/** Faults by field name, one each; the empty name is the input as a whole. */
export type Faults = Readonly<Record<string, string>>;

const isSchema = (schema: unknown): schema is JSONSchema.JSONSchema => isRecord(schema);

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 20 });

interface Issue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly origin?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly inclusive?: unknown;
  readonly input?: unknown;
}

function boundWords(issue: Issue, bound: unknown, words: readonly [string, string]): string {
  const amount = typeof bound === 'number' || typeof bound === 'bigint' ? count.format(bound) : '';
  const comparison = issue.inclusive === false ? words[1] : words[0];
  if (issue.origin === 'string')
    return `Must have ${comparison} ${amount} character${amount === '1' ? '' : 's'}`;
  if (issue.origin === 'array')
    return `Must have ${comparison} ${amount} item${amount === '1' ? '' : 's'}`;
  return `Must be ${comparison} ${amount}`;
}

/** What is wrong in words for the person at the form; zod's own are for its callers. */
function words(issue: Issue): string {
  switch (issue.code) {
    case 'too_small':
      return boundWords(issue, issue.minimum, ['at least', 'above']);
    case 'too_big':
      return boundWords(issue, issue.maximum, ['at most', 'below']);
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? 'Required' : issue.message;
    case 'invalid_value':
      return 'Must be one of the choices';
    default:
      return issue.message;
  }
}

/**
 * Checks inputs against the JSON Schema of a task, in the browser. It knows what the schema can say; what only the
 * task's own code knows (one field against another) is the server's answer. A schema with keywords that can't be
 * checked here checks nothing: the server decides.
 */
export function makeCheck(schema: JsonSchema): (input: unknown) => Faults {
  let parser: ReturnType<typeof fromJSONSchema>;
  try {
    if (!isSchema(schema)) return () => ({});
    parser = fromJSONSchema(schema);
  } catch {
    return () => ({});
  }
  return (input) => {
    const parsed = parser.safeParse(input);
    const faults: Record<string, string> = {};
    for (const issue of parsed.error?.issues ?? []) {
      const [field, ...inside] = issue.path.map(String);
      const where = inside.length > 0 ? `${inside.join('.')}: ` : '';
      faults[field ?? ''] ??= where + words(issue);
    }
    return faults;
  };
}
