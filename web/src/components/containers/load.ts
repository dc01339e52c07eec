import type { Container, Engine } from '../../api.ts';
import {
  formatBytes,
  formatBytesOf,
  formatCores,
  formatCount,
  formatNumber,
  formatPercent,
} from '../../format.ts';
import { ACUTE, AT_RISK, type LoadFigures } from '../../ui/load-figures.ts';
import type { ContainerDay } from './container-day.ts';

/** One resource of a container, ready to be drawn and said. */
export interface Load {
  resource: 'cpu' | 'memory' | 'pids';
  line: LoadFigures;
  /** `466 / 512 MiB`, `0.36` without a limit, `can't tell`. */
  figures: string;
  /** What to know besides: `throttled 31 %`, `no limit`, `91 %`; null: nothing. */
  remark: { words: string; tone: 'c-fail' | 'c-risk' | 't2' } | null;
  /** Share of its limit, 0 to 1 and more; null without a limit or figure. */
  pressure: number | null;
}

export const UNKNOWN = "can't tell";

/** Throttling below this share of periods is noise of the scheduler. */
export const THROTTLED_AT_RISK = 10;

function cpu({ cpu }: Container, engine: Engine, day: ContainerDay | undefined): Load {
  const { cores, limitCores } = cpu;
  const isThrottled = (cpu.throttledPercent ?? 0) >= 1;
  // What it costs now, else what it cost over the day.
  const throttledPercent = isThrottled
    ? cpu.throttledPercent
    : (day?.throttledPercent ?? cpu.throttledPercent);
  const throttled = throttledPercent ?? 0;
  const remark = (): Load['remark'] => {
    if (throttled >= 1)
      return {
        words: `throttled ${formatPercent(throttled)}${isThrottled ? '' : ' in 24 h'}`,
        tone: throttled >= THROTTLED_AT_RISK ? 'c-risk' : 't2',
      };
    return limitCores === null ? { words: 'no limit', tone: 't2' } : null;
  };
  const limit = limitCores === null ? '' : ` / ${formatCores(limitCores)}`;
  return {
    resource: 'cpu',
    line: {
      used: cores,
      limit: limitCores,
      scale: engine.cpus,
      peak: day?.peakCores ?? null,
      throttledPercent,
      tone: 'quiet',
    },
    figures: cores === null ? UNKNOWN : `${formatCores(cores)}${limit}`,
    remark: remark(),
    pressure: cores === null || limitCores === null ? null : cores / limitCores,
  };
}

function pressureRemark(part: number | null, limit: number | null): Load['remark'] {
  if (limit === null) return { words: 'no limit', tone: 't2' };
  if (part === null || part < AT_RISK) return null;
  return { words: formatPercent(part * 100), tone: part < ACUTE ? 'c-risk' : 'c-fail' };
}

function memory(item: Container, engine: Engine, day: ContainerDay | undefined): Load {
  const { memory, oomKilled } = item;
  // Docker forgets an OOM kill when the container starts again; the day does not.
  const kills = Math.max(day?.oomKills ?? 0, oomKilled === true ? 1 : 0);
  const { usedBytes, limitBytes, reservationBytes } = memory;
  const part = usedBytes === null || limitBytes === null ? null : usedBytes / limitBytes;
  const figures = (): string => {
    if (usedBytes === null) return UNKNOWN;
    return limitBytes === null ? formatBytes(usedBytes) : formatBytesOf(usedBytes, limitBytes);
  };
  return {
    resource: 'memory',
    line: {
      used: usedBytes,
      limit: limitBytes,
      reserved: reservationBytes,
      scale: engine.memoryBytes,
      peak: day?.peakMemoryBytes ?? null,
      kills,
      tone: 'pressure',
    },
    figures: figures(),
    remark:
      kills > 0
        ? { words: formatCount(kills, 'OOM kill'), tone: 'c-fail' }
        : pressureRemark(part, limitBytes),
    pressure: part,
  };
}

function pids({ pids }: Container, day: ContainerDay | undefined): Load {
  const { current, limit } = pids;
  const part = current === null || limit === null ? null : current / limit;
  const figures = (): string => {
    if (current === null) return UNKNOWN;
    return limit === null
      ? formatNumber(current)
      : `${formatNumber(current)} / ${formatNumber(limit)}`;
  };
  return {
    resource: 'pids',
    line: { used: current, limit, peak: day?.peakPids ?? null, tone: 'pressure' },
    figures: figures(),
    remark: pressureRemark(part, limit),
    pressure: part,
  };
}

/** What a running container uses of each resource. `day`: its last 24 h, where they are known. */
export function loadsOf(item: Container, engine: Engine, day?: ContainerDay): Load[] {
  return [cpu(item, engine, day), memory(item, engine, day), pids(item, day)];
}

/** How a figure of a resource is written. */
export const FORMATS = { cpu: formatCores, memory: formatBytes, pids: formatNumber } as const;

/** The line in words, for screen readers. */
export function loadLabel(load: Load, item: Container): string {
  const reserved =
    load.resource === 'memory' && item.memory.reservationBytes !== null
      ? `${formatBytes(item.memory.reservationBytes)} reserved`
      : null;
  const { peak = null } = load.line;
  const most = peak === null ? null : `at most ${FORMATS[load.resource](peak)} in 24 h`;
  return [`${load.resource} ${load.figures}`, load.remark?.words, reserved, most]
    .filter(Boolean)
    .join(', ');
}

/** How near a container is to a limit that hurts, for sorting: memory and pids by their share, CPU by what is throttled. */
export function pressureOf(item: Container, engine: Engine): number {
  const [, mem, procs] = loadsOf(item, engine);
  return Math.max(mem?.pressure ?? 0, procs?.pressure ?? 0, (item.cpu.throttledPercent ?? 0) / 100);
}
