import type { Logger } from 'pino';
import type { Actor } from '../context.ts';
import type { AuditStore } from '../redis/audit-store.ts';
import type { AuditEntry } from '../schemas/audit.ts';

/** Refused attempts that are stored in a minute: more would push out what matters. All of them are log lines. */
const REFUSED_PER_MINUTE = 60;

/** One change as it is told to the audit. */
export interface AuditNote {
  readonly actor: Pick<Actor, 'name' | 'role' | 'via'> | null;
  readonly action: string;
  readonly objects: readonly string[];
  readonly request: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly address: string | null;
  readonly requestId: string;
  readonly outcome: AuditEntry['outcome'];
  readonly code: string | null;
}

/** Who did what. */
export interface Audit {
  /** Writes it down, in Redis and as a log line. Never rejects: with Redis away the log line alone tells. */
  note(note: AuditNote): Promise<void>;
}

interface Parts {
  readonly store: AuditStore;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly now: () => number;
}

export function makeAudit({ store, log, now }: Parts): Audit {
  let minute = 0;
  let refused = 0;
  const isFlood = (outcome: AuditNote['outcome']): boolean => {
    if (outcome !== 'refused') return false;
    const current = Math.floor(now() / 60_000);
    if (current !== minute) [minute, refused] = [current, 0];
    refused += 1;
    return refused > REFUSED_PER_MINUTE;
  };
  return {
    async note({ actor, objects, ...rest }) {
      const entry = {
        ...rest,
        at: new Date(now()).toISOString(),
        objects: [...objects],
        actor: actor === null ? null : { name: actor.name, role: actor.role, via: actor.via },
      };
      log.info({ audit: entry }, 'Audit');
      if (isFlood(entry.outcome)) return;
      try {
        await store.add(entry);
      } catch (error) {
        log.warn({ err: error, requestId: entry.requestId }, 'Not noted in the audit');
      }
    },
  };
}
