import type { ContainerView } from '../schemas/container.ts';
import type { InspectedContainer, ListedContainer, Networks } from './docker-answers.ts';
import { probesView } from './health-view.ts';
import { compare } from './compare.ts';
import { instant, msInstant } from './instant.ts';
import { limitsView } from './limits-view.ts';
import { shownText } from './shown-text.ts';
import { stackLabels } from './stack-labels.ts';
import type { Usage } from './usage-view.ts';

const STATES = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] as const;
/** Podman's words that differ, as its list tells them (libpod/define/containerstate.go). */
const PODMAN_STATES: Readonly<Record<string, ContainerView['state']>> = {
  configured: 'created',
  initialized: 'created',
  stopped: 'exited',
  stopping: 'running',
};
const HEALTHS = ['healthy', 'unhealthy', 'starting'] as const;

/** Bounds of what strangers can write without any: labels, and names by other engines. */
const NAME_LENGTH = 200;
const IMAGE_LENGTH = 300;
const MOST_NETWORKS = 30;
const MOST_ALIASES = 10;

/** What Docker told of one container. The list is always fresh; details and usage are null when they weren't to be had. */
export interface ContainerAnswers {
  readonly listed: ListedContainer;
  readonly inspected: InspectedContainer | null;
  readonly usage: Usage | null;
}

/** Maps Docker's answers to the one shape that leaves this folder. */
export function containerView({ listed, inspected, usage }: ContainerAnswers): ContainerView {
  const state = stateOf(listed, inspected);
  const health = healthOf(state, listed, inspected);
  const ended = state === 'exited' || state === 'dead';
  const exitCode = ended || state === 'restarting' ? (inspected?.State.ExitCode ?? null) : null;
  const restartPolicy = inspected?.HostConfig.RestartPolicy?.Name ?? null;
  const limits = inspected === null ? null : limitsView(inspected);
  const { service, replica } = stackLabels(listed.Labels);
  return {
    id: listed.Id,
    host: null,
    name: shownText(nameOf(listed), NAME_LENGTH),
    service: service === null ? null : shownText(service, NAME_LENGTH),
    replica,
    // The list shows a bare digest once the tag has moved on to a newer image.
    image: shownText(inspected?.Config?.Image ?? listed.Image, IMAGE_LENGTH),
    state,
    health,
    done: state === 'exited' && exitCode === 0 && (restartPolicy === 'no' || restartPolicy === ''),
    createdAt: instant(inspected?.Created) ?? secondsInstant(listed.Created),
    startedAt: instant(inspected?.State.StartedAt),
    finishedAt: ended || state === 'restarting' ? instant(inspected?.State.FinishedAt) : null,
    restarts: inspected?.RestartCount ?? null,
    exitCode,
    oomKilled: inspected?.State.OOMKilled ?? null,
    cpu: {
      cores: usage?.cores ?? null,
      limitCores: limits?.cpuCores ?? null,
      percentOfLimit: percent(usage?.cores, limits?.cpuCores),
      throttledPercent: usage?.throttledPercent ?? null,
    },
    memory: {
      usedBytes: usage?.memoryBytes ?? null,
      limitBytes: limits?.memoryBytes ?? null,
      reservationBytes: limits?.memoryReservationBytes ?? null,
      percentOfLimit: percent(usage?.memoryBytes, limits?.memoryBytes),
    },
    pids: { current: usage?.pids ?? null, limit: limits?.pids ?? null },
    io: {
      receivedPerSecond: usage?.receivedPerSecond ?? null,
      sentPerSecond: usage?.sentPerSecond ?? null,
      readPerSecond: usage?.readPerSecond ?? null,
      writtenPerSecond: usage?.writtenPerSecond ?? null,
    },
    failingStreak: health === null ? null : failingStreak(listed, inspected),
    probedAt: probedAt(inspected),
    networks: networksOf(listed.Id, inspected?.NetworkSettings ?? listed.NetworkSettings),
  };
}

function probedAt(inspected: InspectedContainer | null): string | null {
  const last = inspected === null ? undefined : probesView(inspected).at(-1);
  return last === undefined ? null : new Date(last.endMs).toISOString();
}

/** Whether this is not its first run; null: can't tell. Docker keeps the end of the run before until the next one. */
export function startedAnew({
  listed,
  inspected,
}: Pick<ContainerAnswers, 'listed' | 'inspected'>): boolean | null {
  if (inspected === null) return null;
  const runs = listed.State === 'running' || listed.State === 'paused';
  return (
    (inspected.RestartCount ?? 0) > 0 || (runs && instant(inspected.State.FinishedAt) !== null)
  );
}

/** By service, then replica, then name: the same order in every sample. */
export function byServiceAndReplica(a: ContainerView, b: ContainerView): number {
  if (a.service !== b.service) {
    if (a.service === null) return 1;
    return b.service === null ? -1 : compare(a.service, b.service);
  }
  return (a.replica ?? 0) - (b.replica ?? 0) || compare(a.name, b.name);
}

function stateOf(
  listed: ListedContainer,
  inspected: InspectedContainer | null,
): ContainerView['state'] {
  const known = STATES.find((state) => state === listed.State) ?? PODMAN_STATES[listed.State];
  // A word of an engine newer than us.
  return known ?? (inspected?.State.Running === true ? 'running' : 'exited');
}

/** Docker writes `unhealthy` on every clean stop and on every pause: health is only said of a container that runs. */
function healthOf(
  state: ContainerView['state'],
  listed: ListedContainer,
  inspected: InspectedContainer | null,
): ContainerView['health'] {
  if (state !== 'running') return null;
  const word =
    listed.Health?.Status ??
    /\((?:health: )?(healthy|unhealthy|starting)\)$/.exec(listed.Status)?.[1] ??
    inspected?.State.Health?.Status;
  return HEALTHS.find((health) => health === word) ?? null;
}

/** Newer engines tell it in the list, which is fresh. */
function failingStreak(
  { Health }: ListedContainer,
  inspected: InspectedContainer | null,
): number | null {
  return Health?.FailingStreak ?? inspected?.State.Health?.FailingStreak ?? null;
}

/** Names start with a slash; more slashes are other containers' legacy links to it. */
function nameOf(listed: ListedContainer): string {
  const names = (listed.Names ?? []).map((name) => name.replace(/^\//, ''));
  return names.find((name) => !name.includes('/')) ?? listed.Id.slice(0, 12);
}

function networksOf(id: string, settings: Networks): ContainerView['networks'] {
  return Object.entries(settings?.Networks ?? {})
    .slice(0, MOST_NETWORKS)
    .map(([name, endpoint]) => ({
      name: shownText(name, NAME_LENGTH),
      ipAddress: endpoint.IPAddress || endpoint.GlobalIPv6Address || null,
      aliases: [...new Set(endpoint.DNSNames ?? endpoint.Aliases ?? [])]
        .filter((alias) => alias !== id.slice(0, 12))
        .slice(0, MOST_ALIASES)
        .map((alias) => shownText(alias, NAME_LENGTH)),
    }))
    .sort((a, b) => compare(a.name, b.name));
}

const secondsInstant = (value: number | null | undefined): string | null =>
  msInstant((value ?? 0) * 1_000);

function percent(part: number | null | undefined, whole: number | null | undefined): number | null {
  if (part === null || part === undefined || whole === null || whole === undefined) return null;
  return (part / whole) * 100;
}
