import type { AuditEntry } from '../../api.ts';

/** What a change did, and what somebody tried who was refused or failed; the names of what it concerned follow. */
interface ActionWords {
  readonly did: string;
  readonly tried: string;
}

const words = (did: string, tried: string): ActionWords => ({ did, tried });

/** Every procedure that changes something, and what is no procedure. A test holds it against the server's permission table. */
const ACTIONS: ReadonlyMap<string, ActionWords> = new Map([
  ['session.begin', words('signed in', 'sign in')],
  ['session.end', words('signed out', 'sign out')],
  ['sessions.end', words('ended the session', 'end the session')],
  ['accounts.setOwnPassword', words('changed their own password', 'change their own password')],
  ['accounts.create', words('made the account', 'make the account')],
  ['accounts.update', words('changed the account', 'change the account')],
  ['accounts.remove', words('removed the account', 'remove the account')],
  ['tokens.create', words('made the token', 'make the token')],
  ['tokens.revoke', words('revoked the token', 'revoke the token')],
  ['probeNetworks', words('let the networks be probed', 'let the networks be probed')],
  ['stack.checkAccess', words('tried Docker’s gate', 'try Docker’s gate')],
  ['tasks.submit', words('submitted', 'submit')],
  ['tasks.bulk', words('submitted many jobs', 'submit many jobs')],
  ['tasks.cancel', words('cancelled the job', 'cancel the job')],
  ['tasks.retry', words('retried the job', 'retry the job')],
  ['tasks.runNow', words('ran at once the job', 'run at once the job')],
  ['tasks.setPriority', words('set the priority of the job', 'set the priority of the job')],
  ['tasks.remove', words('removed the job', 'remove the job')],
  ['actions.start', words('began a change of many jobs', 'begin a change of many jobs')],
  ['actions.abort', words('stopped a change of many jobs', 'stop a change of many jobs')],
  ['queues.pause', words('paused the queue', 'pause the queue')],
  ['queues.resume', words('resumed the queue', 'resume the queue')],
  ['queues.setLimits', words('set limits of the queue', 'set limits of the queue')],
  ['queues.drain', words('emptied the queue', 'empty the queue')],
  ['workerControls.pause', words('paused the worker', 'pause the worker')],
  ['workerControls.resume', words('resumed the worker', 'resume the worker')],
  [
    'workerControls.drain',
    words('let the worker finish and stop', 'let the worker finish and stop'),
  ],
  ['schedules.run', words('ran the schedule', 'run the schedule')],
  ['schedules.create', words('made the schedule', 'make the schedule')],
  ['schedules.update', words('changed the schedule', 'change the schedule')],
  ['schedules.pause', words('paused the schedule', 'pause the schedule')],
  ['schedules.resume', words('resumed the schedule', 'resume the schedule')],
  ['schedules.remove', words('removed the schedule', 'remove the schedule')],
  ['foreign.add', words('added a job of another program', 'add a job of another program')],
  ['foreign.retry', words('retried another program’s job', 'retry another program’s job')],
  [
    'foreign.runNow',
    words('ran at once another program’s job', 'run at once another program’s job'),
  ],
  ['foreign.remove', words('removed another program’s job', 'remove another program’s job')],
]);

/** Whether there are words for it. */
export const isKnownAction = (action: string): boolean => ACTIONS.has(action);

/** `paused the queue`, `tried to pause the queue`; an action without words is told by its name. What it concerned follows. */
export function actionWords({
  action,
  outcome,
  objects,
}: Pick<AuditEntry, 'action' | 'outcome' | 'objects'>): string {
  const known = ACTIONS.get(action);
  const done = outcome === 'done';
  if (known === undefined) return done ? action : `tried ${action}`;
  const sentence = done ? known.did : `tried to ${known.tried}`;
  // By a link one comes in without a name.
  return action === 'session.begin' && objects.length > 0 ? `${sentence} as` : sentence;
}

/** What the list can be narrowed to: all procedures that begin so, or one. */
export const ACTION_GROUPS = [
  { value: 'session.', label: 'Signing in and out' },
  { value: 'accounts.', label: 'Accounts' },
  { value: 'sessions.', label: 'Ended sessions' },
  { value: 'tokens.', label: 'API tokens' },
  { value: 'tasks.', label: 'Jobs' },
  { value: 'actions.', label: 'Many jobs at once' },
  { value: 'queues.', label: 'Queues' },
  { value: 'workerControls.', label: 'Workers' },
  { value: 'schedules.', label: 'Schedules' },
  { value: 'foreign.', label: 'Queues of other programs' },
  { value: 'stack.', label: 'Docker’s gate' },
  { value: 'probeNetworks', label: 'Network probes' },
] as const;

/** The group by its value, or a single action by its name; for a choice that the address made. */
export function actionLabel(action: string): string {
  return ACTION_GROUPS.find(({ value }) => value === action)?.label ?? action;
}
