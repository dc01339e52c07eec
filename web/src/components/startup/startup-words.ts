import { formatCount, formatDuration } from '../../format.ts';
import type { Row, StartupItem, Wave } from './waterfall.ts';

type Dependency = StartupItem['dependsOn'][number];

const CONDITIONS = {
  started: 'to start',
  healthy: 'to be healthy',
  completed: 'to complete',
  other: 'by a condition that we don’t know',
} as const satisfies Record<Dependency['condition'], string>;

const MET = {
  started: 'had started',
  healthy: 'was healthy',
  completed: 'had completed',
  other: 'was ready',
} as const satisfies Record<Dependency['condition'], string>;

/** `redis to be healthy`. */
const dependencyWords = ({ service, condition }: Dependency): string =>
  `${service} ${CONDITIONS[condition]}`;

/** `a, b and c`. */
function listed(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? '')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/**
 * Whom a container waited for, or still waits for: `waited 3.2 s for redis to be healthy`. `renewed`: services that were started anew since,
 * of which the first time is not known.
 */
export function waitWords(item: StartupItem, renewed: ReadonlySet<string>): string {
  const { dependsOn, waitedFor, restarted, startedAt } = item;
  if (restarted) return 'started anew: its start says nothing of the order';
  if (dependsOn.length === 0) return 'depends on nothing';
  if (startedAt === null) {
    const open = dependsOn.filter(({ metAt }) => metAt === null);
    return `waits for ${listed((open.length > 0 ? open : dependsOn).map(dependencyWords))}`;
  }
  if (waitedFor !== null) {
    const which = dependsOn.find(({ service }) => service === waitedFor.service);
    const whom = which === undefined ? waitedFor.service : dependencyWords(which);
    return `waited ${formatDuration(waitedFor.ms)} for ${whom}`;
  }
  const met = (some: readonly Dependency[]): string =>
    listed(some.map(({ service, condition }) => `${service} ${MET[condition]}`));
  const unknown = dependsOn.filter(({ metAt, service }) => metAt === null || renewed.has(service));
  if (unknown.length > 0) return `can’t tell when ${met(unknown)}`;
  const early = dependsOn.filter(
    ({ metAt }) => metAt !== null && Date.parse(metAt) > Date.parse(startedAt),
  );
  if (early.length > 0) return `started before ${met(early)}`;
  return `waited for nobody: ${met(dependsOn)} already`;
}

/** What else it depends on than `waitWords` names: `redis to be healthy`; null: nothing else. */
export function otherDependencies({ dependsOn, waitedFor, restarted }: StartupItem): string | null {
  if (waitedFor === null && !restarted) return null;
  const others = dependsOn.filter(({ service }) => service !== waitedFor?.service);
  return others.length === 0 ? null : listed(others.map(dependencyWords));
}

function endWords({ exitCode, startedAt, finishedAt }: StartupItem): string {
  if (exitCode === null) return "ended, can't tell how";
  if (startedAt === null || finishedAt === null) return `ended with exit ${exitCode}`;
  const ran = Date.parse(finishedAt) - Date.parse(startedAt);
  return `ended with exit ${exitCode} after ${formatDuration(ran)}`;
}

/** How it came to be ready, or why not: `healthy after 3.2 s`. From its start, as `now` (epoch ms) stands. */
export function readyWords({ item, started, ready }: Row, now: number): string {
  const took = started === null || ready === null ? null : formatDuration(ready - started);
  if (item.state === 'created') return 'created, not started';
  if (item.done) return took === null ? 'done' : `done after ${took}`;
  if (item.state === 'exited' || item.state === 'dead') return endWords(item);
  if (item.state === 'restarting') return 'is being restarted';
  if (!item.hasHealthCheck) return 'started; no health check';
  if (took !== null && item.health !== 'unhealthy') return `healthy after ${took}`;
  if (item.health === 'healthy') return "healthy; since when can't be told";
  const since =
    started === null ? '' : ` for ${formatDuration(Math.floor((now - started) / 1_000) * 1_000)}`;
  if (item.health === 'unhealthy')
    return took === null
      ? `unhealthy${since}, never healthy`
      : `unhealthy now; was healthy after ${took}`;
  if (item.health === 'starting') return `not healthy yet${since}`;
  return item.state === 'paused' ? 'paused' : "can't tell";
}

/** Whether it came up as it should, as far as can be told. */
const cameUp = ({ item, ready }: Row): boolean => ready !== null || item.health === 'healthy';

/** The answer for one wave: `8 containers ready within 21 s`, `6 of 8 containers ready so far`, `2 containers started anew, all ready`. */
export function waveTitle({ rows, from }: Wave): string {
  const up = rows.filter(cameUp);
  const count = formatCount(rows.length, 'container');
  if (up.length < rows.length)
    return `${up.length} of ${count} ready${rows.some(({ isOnItsWay }) => isOnItsWay) ? ' so far' : ''}`;
  // Each for a reason of its own: how long they took together says nothing.
  if (rows.every(({ item }) => item.restarted))
    return `${count} started anew, ${rows.length === 1 ? 'ready' : 'all ready'}`;
  if (rows.some(({ ready }) => ready === null)) return `${count} ready`;
  const last = Math.max(...rows.map(({ ready }) => ready ?? from));
  return `${count} ready within ${formatDuration(last - from)}`;
}

/** What the last one to be ready hung on: `migrate, then redis, then server`; null when it waited for nobody. */
export function slowestWords({ slowest, rows }: Wave): string | null {
  if (slowest.length < 2) return null;
  return slowest.map((index) => rows[index]?.item.service ?? '').join(', then ');
}

/** A moment on a wave's axis: `+3.2 s`; null is not (yet), or not known. */
export function offsetWords(at: number | null, { from }: Pick<Wave, 'from'>): string | null {
  if (at === null) return null;
  if (at < from) return 'before';
  return at === from ? '+0 s' : `+${formatDuration(at - from)}`;
}
