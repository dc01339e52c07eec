import type { Actor } from './context.ts';
import { AppError } from './errors.ts';
import type { Role } from './schemas/session.ts';

/** The least role that may read each of these; `public` needs no sign-in. */
const READS = {
  // Also of audit.csv, a plain route.
  'audit.list': 'admin',
  'accounts.own': 'viewer',
  'sessions.list': 'viewer',
  'accounts.list': 'admin',
  'tokens.list': 'admin',
  health: 'public',
  me: 'viewer',
  live: 'viewer',
  stats: 'viewer',
  history: 'viewer',
  workers: 'viewer',
  containers: 'viewer',
  networks: 'viewer',
  hardening: 'viewer',
  'stack.container': 'viewer',
  'stack.usage': 'viewer',
  'stack.health': 'viewer',
  'stack.timeline': 'viewer',
  'stack.day': 'viewer',
  'stack.startup': 'viewer',
  'stack.swarm': 'viewer',
  'stack.access': 'viewer',
  'tasks.catalog': 'viewer',
  'tasks.list': 'viewer',
  'tasks.get': 'viewer',
  'tasks.flow': 'viewer',
  'tasks.count': 'viewer',
  // Also of log.txt, a plain route.
  'tasks.logs': 'viewer',
  deadLetters: 'viewer',
  'actions.list': 'viewer',
  'actions.get': 'viewer',
  'queues.list': 'viewer',
  'schedules.list': 'viewer',
  'schedules.get': 'viewer',
  'schedules.preview': 'viewer',
  'foreign.list': 'viewer',
  'foreign.jobs': 'viewer',
  'foreign.job': 'viewer',
} as const satisfies Record<string, Role | 'public'>;

/** The least role that may change something by each of these; none may where the panel is read-only. */
const CHANGES = {
  'accounts.setOwnPassword': 'viewer',
  'sessions.end': 'viewer',
  'accounts.create': 'admin',
  'accounts.update': 'admin',
  'accounts.remove': 'admin',
  'tokens.create': 'admin',
  'tokens.revoke': 'admin',
  probeNetworks: 'operator',
  'stack.checkAccess': 'operator',
  'tasks.submit': 'operator',
  // A plain route, not a procedure.
  'tasks.bulk': 'operator',
  'tasks.cancel': 'operator',
  'tasks.retry': 'operator',
  'tasks.runNow': 'operator',
  'tasks.setPriority': 'operator',
  'tasks.remove': 'admin',
  // Of an action that removes, what `tasks.remove` demands.
  'actions.start': 'operator',
  'actions.abort': 'operator',
  'queues.pause': 'operator',
  'queues.resume': 'operator',
  'queues.setLimits': 'operator',
  'queues.drain': 'admin',
  'workerControls.pause': 'operator',
  'workerControls.resume': 'operator',
  'workerControls.drain': 'operator',
  'schedules.run': 'operator',
  'schedules.create': 'admin',
  'schedules.update': 'admin',
  'schedules.pause': 'admin',
  'schedules.resume': 'admin',
  'schedules.remove': 'admin',
  'foreign.add': 'operator',
  'foreign.retry': 'operator',
  'foreign.runNow': 'operator',
  'foreign.remove': 'admin',
} as const satisfies Record<string, Role>;

/** The one table of who may do what, by procedure: the server's checks, the panel's buttons and the API's docs come from it. What is not listed is refused: a test compares with the router. */
export const PERMISSIONS = { ...READS, ...CHANGES };
export type PermissionPath = keyof typeof PERMISSIONS;

const RANK: Record<Role, number> = { viewer: 1, operator: 2, admin: 3 };

const LEAST: ReadonlyMap<string, Role | 'public'> = new Map(Object.entries(PERMISSIONS));
/** Whether it changes something. */
export const isChange = (path: string): boolean => Object.hasOwn(CHANGES, path);

/** Whether anyone may call it, signed in or not. */
export const isPublic = (path: string): boolean => LEAST.get(path) === 'public';

/** Whether the table lets this actor call `path`. */
function mayCall(path: string, { role, readOnly }: Actor): boolean {
  const least = LEAST.get(path);
  if (least === undefined || (readOnly && isChange(path))) return false;
  return least === 'public' || RANK[role] >= RANK[least];
}

/** All that this actor may call: what the panel shows buttons for. */
export const callable = (actor: Actor): string[] =>
  [...LEAST.keys()].filter((path) => mayCall(path, actor));

/** The actor, if the table lets it call `path`; what the table does not list is refused. Errors: UNAUTHORIZED, FORBIDDEN. */
export function demandPermission(path: string, actor: Actor | null): Actor {
  if (actor === null) {
    throw new AppError(
      'UNAUTHORIZED',
      'Not signed in. Open the sign-in link that the server printed, or send a bearer token.',
    );
  }
  if (mayCall(path, actor)) return actor;
  if (actor.readOnly && isChange(path))
    throw new AppError('FORBIDDEN', 'This panel is read-only (PANEL_READ_ONLY=true).');
  throw new AppError('FORBIDDEN', `Your role may not call ${path}.`);
}
