import { readFileSync } from 'node:fs';
import { parseRules } from './parse-rules.ts';
import type { Rules } from './parse-rules.ts';

/** The rules of `ISOLATION_RULES_FILE`; none without a file. A file that can't be read is a fault that the page shows, not the end of the server. */
export function readRules(path: string | null): Rules {
  if (path === null) return { rules: [], faults: [] };
  try {
    return parseRules(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { rules: [], faults: [{ line: null, message: `${path} could not be read: ${why}` }] };
  }
}
