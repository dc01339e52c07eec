import type Docker from 'dockerode';
import { z } from 'zod';
import type { DockerEvent } from './docker-event.ts';
import { knownContainer } from './known-containers.ts';
import type { KnownContainer } from './known-containers.ts';
import { shownText } from './shown-text.ts';
import { stackLabels } from './stack-labels.ts';

/** What is asked for: not the `exec_*` of every health check, which hold whole command lines. Both engines' words. */
export const EVENT_FILTERS: Docker.GetEventsOptions['filters'] = {
  type: ['container', 'network'],
  // With `health_status` among them Docker compares beginnings, because its words end in the outcome.
  event:
    'create start restart stop die died oom pause unpause rename update destroy remove health_status connect disconnect'.split(
      ' ',
    ),
};

/** One line of `GET /events`. API 1.52 and later lack `status`, `id` and `from`: they say no more than these. */
export const EngineEvent = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({
    ID: z.string(),
    /** All labels of a container among them: what we don't name goes no further. */
    Attributes: z.record(z.string(), z.string()).nullish(),
  }),
  /** Podman's, where Docker has it in `Action`. */
  HealthStatus: z.string().nullish(),
  time: z.number().nullish(),
  timeNano: z.number().nullish(),
});
export type EngineEvent = z.infer<typeof EngineEvent>;

/** Whose events are shown. */
export interface Shown {
  /** null: of all projects. */
  readonly project: string | null;
  /** A container of those shown that is there or was lately; null: it is none. */
  readonly find: (id: string) => KnownContainer | null;
}

const KINDS: Readonly<Record<string, DockerEvent['kind']>> = {
  'container create': 'created',
  'container start': 'started',
  'container restart': 'restarted',
  'container stop': 'stopped',
  'container die': 'died',
  'container died': 'died',
  'container oom': 'oom',
  'container pause': 'paused',
  'container unpause': 'unpaused',
  'container rename': 'renamed',
  'container update': 'updated',
  'container destroy': 'removed',
  'container remove': 'removed',
  'container health_status: healthy': 'healthy',
  'container health_status: unhealthy': 'unhealthy',
  'network connect': 'connected',
  'network disconnect': 'disconnected',
};
const COMPOSE = 'com.docker.compose';
/** Labels are a stranger's. */
const MAX_TEXT = 200;

/** Epoch ms by the daemon's clock; null: it does not tell. */
export function atMsOf({ time, timeNano }: EngineEvent): number | null {
  const ms = Math.floor((timeNano ?? (time ?? 0) * 1e9) / 1e6);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null;
}

/** Maps an event of a container that is shown; null for all others. `host` is left to whoever knows it. */
export function dockerEventView(event: EngineEvent, shown: Shown): DockerEvent | null {
  const kind = KINDS[`${event.Type} ${actionOf(event)}`];
  const atMs = atMsOf(event);
  const attributes = event.Actor.Attributes ?? {};
  const ofNetwork = event.Type === 'network';
  // Of a network Docker names the container among the attributes; Podman has its id as the actor's.
  const containerId = ofNetwork ? (attributes['container'] ?? event.Actor.ID) : event.Actor.ID;
  if (kind === undefined || atMs === null || !/^[0-9a-f]{64}$/.test(containerId)) return null;
  const container = ofNetwork ? shown.find(containerId) : labelled(attributes, shown.project);
  if (container === null) return null;
  const network = ofNetwork
    ? shownText(attributes['network'] ?? attributes['name'] ?? '', MAX_TEXT)
    : null;
  const nano = event.timeNano ?? atMs * 1e6;
  return {
    host: null,
    atMs,
    key: [nano, kind, containerId.slice(0, 12), ...(network === null ? [] : [network])].join(' '),
    kind,
    containerId,
    name: container.name,
    service: container.service,
    project: container.project,
    replica: container.replica,
    network,
    exitCode: kind === 'died' ? exitCodeOf(attributes) : null,
  };
}

function actionOf({ Action, HealthStatus }: EngineEvent): string {
  return Action === 'health_status' ? `${Action}: ${HealthStatus ?? ''}` : Action;
}

/** The container that an event's labels tell of; null: it is not shown. */
function labelled(
  attributes: Readonly<Record<string, string>>,
  project: string | null,
): KnownContainer | null {
  // Compose's hooks are containers of a moment that belong to no service.
  const hook = attributes[`${COMPOSE}.hook`] !== undefined;
  const other = project !== null && stackLabels(attributes).project !== project;
  return hook || other ? null : knownContainer(attributes['name'], attributes);
}

function exitCodeOf({ exitCode = '' }: Readonly<Record<string, string>>): number | null {
  return /^-?\d{1,9}$/.test(exitCode) ? Number(exitCode) : null;
}
