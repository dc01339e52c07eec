import type { Scope } from './auth/scope.ts';
import type { Audit } from './audit/audit.ts';
import type { Role } from './schemas/session.ts';
import type { Services } from './services/services.ts';

/** Who asks: an account's session or a token. */
export interface Actor {
  /** For people and for the job's `submittedBy`. */
  readonly name: string;
  readonly role: Role;
  readonly via: 'session' | 'token';
  /** Id of the session, or of the token that was made in the panel; null for `TASKDECK_TOKEN` and schedules. */
  readonly proofId: string | null;
  /** What it may change, besides what its role says. */
  readonly scope: Scope;
  /** True where the panel refuses every change, whatever the role. */
  readonly readOnly: boolean;
}

/** Who it is, before the panel's own limits are put to it. */
export type ProvenActor = Omit<Actor, 'readOnly' | 'scope'>;

/** What every procedure gets. */
export interface Context {
  /** null: not signed in. */
  readonly actor: Actor | null;
  readonly requestId: string;
  /** From where, as the server sees it; null: not known. */
  readonly address: string | null;
  /** Takes down every change. */
  readonly audit: Audit;
  readonly services: Services;
}
