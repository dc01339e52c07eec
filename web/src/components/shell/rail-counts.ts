import type { Containers, Networks, Stats, Workers } from '../../api.ts';
import { isBroken } from '../containers/container-words.ts';
import { alarmsOf } from '../networks/cells.ts';
import { formatCount } from '../../format.ts';

/** A figure beside a link of the rail. */
export interface RailCount {
  figure: number;
  /** Its tone and sign when it is not just a count. */
  alarm: { tone: 'c-fail' | 'c-risk'; icon: 'unhealthy' | 'paused' | 'failed' } | null;
  /** In words, for screen readers and the title. */
  words: string;
}

const plain = (figure: number, words: string): RailCount => ({ figure, alarm: null, words });

function jobs(stats: Stats): RailCount {
  const { waiting, prioritized, delayed, active } = stats.totals;
  const open = waiting + prioritized + delayed + active + stats.totals['waiting-children'];
  return plain(open, `${formatCount(open, 'job')} not finished`);
}

function queues({ queues: all }: Stats): RailCount {
  const paused = all.filter((queue) => queue.paused !== null).length;
  if (paused > 0)
    return {
      figure: paused,
      alarm: { tone: 'c-risk', icon: 'paused' },
      words: `${formatCount(paused, 'queue')} paused`,
    };
  return plain(all.length, formatCount(all.length, 'queue'));
}

function failures({ deadLetters }: Stats): RailCount {
  const words = formatCount(deadLetters, 'failed job');
  return {
    figure: deadLetters,
    alarm: deadLetters > 0 ? { tone: 'c-fail', icon: 'failed' } : null,
    words,
  };
}

function workers({ items }: Workers): RailCount {
  const lost = items.filter((worker) => worker.state === 'lost').length;
  if (lost > 0)
    return {
      figure: lost,
      alarm: { tone: 'c-fail', icon: 'unhealthy' },
      words: `${formatCount(lost, 'worker')} lost`,
    };
  return plain(items.length, formatCount(items.length, 'worker'));
}

function containers({ items }: Containers): RailCount {
  const bad = items.filter(isBroken).length;
  if (bad > 0)
    return {
      figure: bad,
      alarm: { tone: 'c-fail', icon: 'unhealthy' },
      words: `${formatCount(bad, 'container')} not well`,
    };
  return plain(items.length, formatCount(items.length, 'container'));
}

function networks(all: Networks): RailCount {
  const alarms = alarmsOf(all);
  if (alarms > 0)
    return {
      figure: alarms,
      alarm: { tone: 'c-fail', icon: 'failed' },
      words: `isolation: ${formatCount(alarms, 'alarm')}`,
    };
  return plain(all.items.length, formatCount(all.items.length, 'network'));
}

/** The figures of the rail. What is not known, and a stack that can't be asked, has none. */
export function railCounts(
  now: Partial<{ stats: Stats; workers: Workers; containers: Containers; networks: Networks }>,
): Partial<
  Record<'/jobs' | '/failures' | '/queues' | '/workers' | '/containers' | '/networks', RailCount>
> {
  return {
    ...(now.stats && {
      '/jobs': jobs(now.stats),
      '/failures': failures(now.stats),
      '/queues': queues(now.stats),
    }),
    ...(now.workers && { '/workers': workers(now.workers) }),
    ...(now.containers?.engine.state === 'connected' && {
      '/containers': containers(now.containers),
    }),
    ...(now.networks?.engine.state === 'connected' && { '/networks': networks(now.networks) }),
  };
}

/** Failures within the window of the rates, for the page's title; cancelled jobs do not count. 0 while not known. */
export function recentFailures(stats: Stats | undefined): number {
  const perMinute = stats?.rates.failedPerMinute ?? 0;
  return Math.round((perMinute * (stats?.rates.windowMs ?? 0)) / 60_000);
}
