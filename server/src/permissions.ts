import type { Actor } from './context.ts';
import { AppError } from './errors.ts';
import type { Role } from './schemas/session.ts';

/** The least role that may call each procedure; `public` needs no sign-in. What is not listed is refused: a test compares with the router. */
export const PERMISSIONS = {
  health: 'public',
  me: 'viewer',
  live: 'viewer',
  stats: 'viewer',
  history: 'viewer',
  workers: 'viewer',
  containers: 'viewer',
  networks: 'viewer',
  probeNetworks: 'operator',
  'stack.container': 'viewer',
  'stack.usage': 'viewer',
  'stack.health': 'viewer',
  'stack.timeline': 'viewer',
  'stack.day': 'viewer',
  'stack.startup': 'viewer',
  'stack.access': 'viewer',
  'stack.checkAccess': 'operator',
  'tasks.catalog': 'viewer',
  'tasks.list': 'viewer',
  'tasks.get': 'viewer',
  'tasks.flow': 'viewer',
  'tasks.count': 'viewer',
  // Also of log.txt, a plain route.
  'tasks.logs': 'viewer',
  deadLetters: 'viewer',
  'tasks.submit': 'operator',
  // A plain route, not a procedure.
  'tasks.bulk': 'operator',
  'tasks.cancel': 'operator',
  'tasks.retry': 'operator',
  'tasks.runNow': 'operator',
  'tasks.setPriority': 'operator',
  'tasks.remove': 'admin',
  'actions.list': 'viewer',
  'actions.get': 'viewer',
  // Of an action that removes, what `tasks.remove` demands.
  'actions.start': 'operator',
  'actions.abort': 'operator',
  'queues.list': 'viewer',
  'queues.pause': 'operator',
  'queues.resume': 'operator',
  'queues.setLimits': 'operator',
  'queues.drain': 'admin',
  'workerControls.pause': 'operator',
  'workerControls.resume': 'operator',
  'workerControls.drain': 'operator',
  'schedules.list': 'viewer',
  'schedules.get': 'viewer',
  'schedules.preview': 'viewer',
  'schedules.run': 'operator',
  'schedules.create': 'admin',
  'schedules.update': 'admin',
  'schedules.pause': 'admin',
  'schedules.resume': 'admin',
  'schedules.remove': 'admin',
  'foreign.list': 'viewer',
  'foreign.jobs': 'viewer',
  'foreign.job': 'viewer',
  'foreign.add': 'operator',
  'foreign.retry': 'operator',
  'foreign.runNow': 'operator',
  'foreign.remove': 'admin',
} as const satisfies Record<string, Role | 'public'>;

const RANK: Record<Role, number> = { viewer: 1, operator: 2, admin: 3 };

const LEAST: ReadonlyMap<string, Role | 'public'> = new Map(Object.entries(PERMISSIONS));

/** Whether anyone may call it, signed in or not. */
export const isPublic = (path: string): boolean => LEAST.get(path) === 'public';

/** The actor, if the table lets it call `path`; what the table does not list is refused. Errors: UNAUTHORIZED, FORBIDDEN. */
export function demandPermission(path: string, actor: Actor | null): Actor {
  if (actor === null) {
    throw new AppError(
      'UNAUTHORIZED',
      'Not signed in. Open the sign-in link that the server printed, or send a bearer token.',
    );
  }
  const least = LEAST.get(path);
  const allowed = least === 'public' || (least !== undefined && RANK[actor.role] >= RANK[least]);
  if (!allowed) throw new AppError('FORBIDDEN', `Your role may not call ${path}.`);
  return actor;
}
