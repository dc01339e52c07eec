import type { Containers, DeadLetters, QueueView, Stats, Worker } from '../../api.ts';
import {
  formatBytesOf,
  formatCount,
  formatNumber,
  formatPercent,
  formatRate,
  formatSince,
} from '../../format.ts';
import { AT_RISK } from '../../ui/load-figures.ts';
import { containerName, healthOf, isBroken } from '../containers/container-words.ts';
import { loadsOf, THROTTLED_AT_RISK } from '../containers/load.ts';
import { pausedNames, waitingIn } from '../queues/queue-words.ts';
import { workerName } from '../workers/worker-words.ts';

/** One answer in words: a figure, what it is of, and one sentence. */
export interface Answer {
  icon:
    | 'active'
    | 'waiting'
    | 'paused'
    | 'stalled'
    | 'failed'
    | 'completed'
    | 'rising'
    | 'unknown'
    | null;
  tone: 'c-now' | 'c-fail' | 'c-risk' | 'c-done' | 'c-wait' | '';
  figure: string;
  of: string;
  detail: string;
  /** Where more is to be seen of what `detail` names first; left out: the words are all. */
  to?: '/workers' | '/containers' | '/failures';
}

/** What the answers are made from; undefined: not known (yet). `now` in epoch ms. */
export interface Facts {
  stats: Stats | undefined;
  workers: readonly Worker[] | undefined;
  containers: Containers | undefined;
  failures: DeadLetters | undefined;
  now: number;
}

const CANT_TELL: Answer = {
  icon: 'unknown',
  tone: 'c-wait',
  figure: "Can't tell",
  of: '',
  detail: 'No figures yet',
};

/** Jobs that could start now and wait this long mean that something is stuck or too small. */
const LONG_WAIT_MS = 60_000;
/** "In the last hour". */
const RECENT_MS = 3_600_000;

/**
 * How many more wait each minute. What was added and is not done may run, so it can't be more than what waits now, had nothing
 * waited when the window began.
 */
function growthOf({ rates, totals }: Stats): number {
  const { addedPerMinute, completedPerMinute, failedPerMinute, windowMs } = rates;
  if (addedPerMinute === null || completedPerMinute === null) return 0;
  const most = ((totals.waiting + totals.prioritized) * 60_000) / windowMs;
  return Math.min(addedPerMinute - completedPerMinute - (failedPerMinute ?? 0), most);
}

function backlogWords(stats: Stats, now: number): string {
  const waiting = stats.totals.waiting + stats.totals.prioritized;
  if (waiting === 0) return 'Nothing waits';
  const { oldestWaitingAt } = stats;
  const growth = growthOf(stats);
  const wait =
    oldestWaitingAt === null ? '' : `, the oldest for ${formatSince(oldestWaitingAt, now)}`;
  const grows = growth >= 0.5 ? `, ${formatRate(growth)} more each minute` : '';
  return `${formatCount(waiting, 'job waits', 'jobs wait')}${grows || wait}`;
}

/** Is work flowing? */
export function flow({ stats, now }: Facts): Answer {
  if (stats === undefined) return CANT_TELL;
  const waiting = stats.totals.waiting + stats.totals.prioritized;
  const backlog = backlogWords(stats, now);
  const held = pausedNames(stats.queues);
  const detail = held === '' ? backlog : `${backlog} · ${held} paused`;
  if (stats.workers.up === 0)
    return waiting === 0
      ? { icon: 'stalled', tone: 'c-risk', figure: 'No', of: 'no worker is up', detail }
      : { icon: 'failed', tone: 'c-fail', figure: 'No', of: 'no worker is up', detail };
  const isHeld = ({ paused, ...queue }: QueueView) => paused !== null || waitingIn(queue) === 0;
  if (held !== '' && waiting > 0 && stats.totals.active === 0 && stats.queues.every(isHeld))
    return { icon: 'paused', tone: 'c-risk', figure: 'Paused', of: held, detail: backlog };
  const { completedPerMinute } = stats.rates;
  const oldest = stats.oldestWaitingAt === null ? 0 : now - Date.parse(stats.oldestWaitingAt);
  if (waiting > 0 && stats.totals.active === 0 && oldest > LONG_WAIT_MS)
    return { icon: 'stalled', tone: 'c-risk', figure: 'Stuck', of: 'nothing is taken', detail };
  if (stats.totals.active === 0 && waiting === 0 && !completedPerMinute)
    return {
      icon: 'waiting',
      tone: 'c-wait',
      figure: 'Idle',
      of: 'nothing to do',
      detail: `${formatCount(stats.workers.slots, 'slot')} ready`,
    };
  return {
    icon: 'active',
    tone: 'c-now',
    figure: 'Yes',
    of: completedPerMinute
      ? `${formatRate(completedPerMinute)} done / min`
      : `${formatNumber(stats.totals.active)} running`,
    detail,
  };
}

type BrokenThing = { words: string } & Required<Pick<Answer, 'to'>>;

/** What is broken now, or failed within the last hour. */
function brokenThings({ workers, containers, failures, now }: Facts): BrokenThing[] {
  const lost = (workers ?? []).filter((worker) => worker.state === 'lost');
  const bad = (containers?.items ?? []).filter((item) => isBroken(item));
  const recent = (failures?.items ?? [])
    .filter((group) => now - Date.parse(group.lastAt) < RECENT_MS)
    .map(({ task }) => task);
  return [
    ...lost.map((worker) => ({ words: `${workerName(worker)} lost`, to: '/workers' as const })),
    ...bad.map((item) => ({
      words: `${containerName(item, containers?.engine.project ?? null)} ${item.oomKilled === true ? 'OOM-killed' : healthOf(item).replace('broken', 'down')}`,
      to: '/containers' as const,
    })),
    ...[...new Set(recent)].map((task) => {
      const causes = recent.filter((other) => other === task).length;
      return {
        words: causes === 1 ? `${task} fails` : `${task} fails in ${causes} ways`,
        to: '/failures' as const,
      };
    }),
  ];
}

/** Is anything broken? */
export function broken(facts: Facts): Answer {
  if (facts.workers === undefined && facts.failures === undefined) return CANT_TELL;
  const things = brokenThings(facts);
  const [first] = things;
  if (first === undefined)
    return {
      icon: 'completed',
      tone: 'c-done',
      figure: 'No',
      of: 'nothing in the last hour',
      detail:
        facts.containers?.engine.state === 'connected'
          ? 'Jobs, workers and containers are well'
          : "Jobs and workers are well; containers can't be told",
    };
  return {
    icon: 'failed',
    tone: 'c-fail',
    figure: formatCount(things.length, 'thing'),
    of: 'in the last hour',
    detail: things.map(({ words }) => words).join(' · '),
    to: first.to,
  };
}

/** Who is busy? */
export function busy({ stats, workers }: Facts): Answer {
  if (stats === undefined) return CANT_TELL;
  const { up, slots, busy: taken } = stats.workers;
  const listed = workers?.length ?? up;
  return {
    icon: null,
    tone: '',
    figure: `${formatNumber(taken)} of ${formatNumber(slots)}`,
    of: 'slots',
    detail: `${formatNumber(up)} of ${formatCount(listed, 'worker')} up`,
  };
}

function risks({ containers, stats, now }: Facts): { name: string; detail: string }[] {
  const found: { name: string; detail: string }[] = [];
  for (const item of containers?.items ?? []) {
    if (item.state !== 'running' || !containers) continue;
    const name = containerName(item, containers.engine.project);
    const { usedBytes, limitBytes } = item.memory;
    if (usedBytes !== null && limitBytes !== null && usedBytes / limitBytes >= AT_RISK)
      found.push({ name: 'Memory', detail: `${name} at ${formatBytesOf(usedBytes, limitBytes)}` });
    const throttled = item.cpu.throttledPercent ?? 0;
    if (throttled >= THROTTLED_AT_RISK)
      found.push({ name: 'CPU', detail: `${name} throttled ${formatPercent(throttled)}` });
    const pids = loadsOf(item, containers.engine).find((load) => load.resource === 'pids');
    if ((pids?.pressure ?? 0) >= AT_RISK)
      found.push({ name: 'Processes', detail: `${name} at ${pids?.figures}` });
  }
  const oldest = stats?.oldestWaitingAt ?? null;
  if (oldest !== null && now - Date.parse(oldest) > 5 * LONG_WAIT_MS)
    found.push({ name: 'Backlog', detail: `a job waits for ${formatSince(oldest, now)}` });
  return found;
}

/** What is about to go wrong? */
export function ahead(facts: Facts): Answer {
  const found = risks(facts);
  const [first] = found;
  if (first)
    return {
      icon: 'rising',
      tone: 'c-risk',
      figure: found.length === 1 ? first.name : formatCount(found.length, 'thing'),
      of: 'near a limit',
      detail: found.map((risk) => risk.detail).join(' · '),
    };
  if (facts.stats === undefined && facts.containers === undefined) return CANT_TELL;
  if (facts.containers?.engine.state !== 'connected')
    return {
      icon: 'unknown',
      tone: 'c-wait',
      figure: "Can't tell",
      of: '',
      detail: 'Docker is not connected: limits are not known',
    };
  return {
    icon: 'completed',
    tone: 'c-done',
    figure: 'Nothing',
    of: 'seen',
    detail: 'No container is near a limit',
  };
}
