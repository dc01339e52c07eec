import type { TimelineEvent } from '../../api.ts';
import { formatDuration } from '../../format.ts';
import { containerName, networkName } from '../containers/container-words.ts';
import { exitMeaning, isOrdinaryExit } from '../containers/exits.ts';

const MARKS = {
  created: { icon: 'submit', tone: 'c-wait' },
  started: { icon: 'active', tone: 'c-wait' },
  restarted: { icon: 'restarting', tone: 'c-risk' },
  stopped: { icon: 'done', tone: 'c-wait' },
  died: { icon: 'failed', tone: 'c-fail' },
  oom: { icon: 'failed', tone: 'c-fail' },
  paused: { icon: 'paused', tone: 'c-wait' },
  unpaused: { icon: 'active', tone: 'c-wait' },
  renamed: { icon: 'containers', tone: 'c-wait' },
  updated: { icon: 'containers', tone: 'c-wait' },
  removed: { icon: 'bin', tone: 'c-wait' },
  healthy: { icon: 'healthy', tone: 'c-done' },
  unhealthy: { icon: 'unhealthy', tone: 'c-fail' },
  connected: { icon: 'networks', tone: 'c-wait' },
  disconnected: { icon: 'networks', tone: 'c-risk' },
  gap: { icon: 'unknown', tone: 'c-wait' },
  watching: { icon: 'unknown', tone: 'c-wait' },
} as const satisfies Record<TimelineEvent['kind'], { icon: string; tone: string }>;

/** What stands before a sentence. Only what is broken is loud. */
type EventMark = (typeof MARKS)[keyof typeof MARKS];

export function eventMark({ kind, exitCode }: Pick<TimelineEvent, 'kind' | 'exitCode'>): EventMark {
  if (kind === 'died' && (exitCode === null || isOrdinaryExit(exitCode)))
    return { icon: 'done', tone: 'c-wait' };
  return MARKS[kind];
}

function endWords(exitCode: number | null): string {
  if (exitCode === null) return "ended, can't tell how";
  const meaning = exitMeaning(exitCode);
  return `ended with exit ${exitCode}${meaning === undefined ? '' : `: ${meaning}`}`;
}

const VERBS = {
  created: 'was created',
  started: 'started',
  restarted: 'was restarted',
  stopped: 'was stopped',
  oom: 'was out of memory: the kernel killed a process in it',
  paused: 'was paused',
  unpaused: 'goes on after its pause',
  renamed: 'has this name now',
  updated: 'got other limits',
  removed: 'was removed',
  healthy: 'became healthy',
  unhealthy: 'became unhealthy',
} as const;

const NAMELESS = "of which the name can't be told";

/** What a container did or went through, to be read after its name: `became unhealthy`. Of what concerns the whole engine: a whole sentence. `project`: the one shown; null: many. */
export function eventWords(event: TimelineEvent, project: string | null = null): string {
  const { kind, exitCode, network } = event;
  switch (kind) {
    case 'died':
      return endWords(exitCode);
    case 'connected':
      return `joined the network ${networkName(network ?? NAMELESS, project)}`;
    case 'disconnected':
      return `left the network ${networkName(network ?? NAMELESS, project)}`;
    case 'gap':
      return gapWords(event);
    case 'watching':
      return 'Watching began: nothing earlier is known';
    default:
      return VERBS[kind];
  }
}

/** `Nobody watched for 1 h 20 m: Docker did not answer`. */
function gapWords({ at, until, reason }: TimelineEvent): string {
  const length = until === null ? '' : ` for ${formatDuration(Date.parse(until) - Date.parse(at))}`;
  return `Nobody watched${length}${reason === null ? '' : `: ${reason}`}`;
}

/** When it was noted, which is where it stands in a list: a gap is known once it is over. */
export const notedAt = ({ at, until }: Pick<TimelineEvent, 'at' | 'until'>): string => until ?? at;

/** `worker-2`, with its host where there are several; null for what concerns the whole engine. */
export function eventPlace({ container }: TimelineEvent, project: string | null): string | null {
  if (container === null) return null;
  const name = containerName(container, project);
  return container.host === null ? name : `${name} on ${container.host}`;
}
