import type { Container, Engine } from '../../api.ts';
import {
  formatBytes,
  formatBytesOf,
  formatCores,
  formatNumber,
  formatPercent,
} from '../../format.ts';
import { ACUTE, AT_RISK, type LoadFigures } from '../../ui/load-figures.ts';

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

function cpu({ cpu }: Container, engine: Engine): Load {
  const { cores, limitCores, throttledPercent } = cpu;
  const throttled = throttledPercent ?? 0;
  const remark = (): Load['remark'] => {
    if (throttled >= 1)
      return {
        words: `throttled ${formatPercent(throttled)}`,
        tone: throttled >= THROTTLED_AT_RISK ? 'c-risk' : 't2',
      };
    return limitCores === null ? { words: 'no limit', tone: 't2' } : null;
  };
  const limit = limitCores === null ? '' : ` / ${formatCores(limitCores)}`;
  return {
    resource: 'cpu',
    line: { used: cores, limit: limitCores, scale: engine.cpus, throttledPercent, tone: 'quiet' },
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

function memory({ memory, oomKilled }: Container, engine: Engine): Load {
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
      killed: oomKilled === true,
      tone: 'pressure',
    },
    figures: figures(),
    remark:
      oomKilled === true ? { words: 'OOM kill', tone: 'c-fail' } : pressureRemark(part, limitBytes),
    pressure: part,
  };
}

function pids({ pids }: Container): Load {
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
    line: { used: current, limit, tone: 'pressure' },
    figures: figures(),
    remark: pressureRemark(part, limit),
    pressure: part,
  };
}

/** What a running container uses of each resource. */
export function loadsOf(item: Container, engine: Engine): Load[] {
  return [cpu(item, engine), memory(item, engine), pids(item)];
}

/** The line in words, for screen readers. */
export function loadLabel(load: Load, item: Container): string {
  const reserved =
    load.resource === 'memory' && item.memory.reservationBytes !== null
      ? `${formatBytes(item.memory.reservationBytes)} reserved`
      : null;
  return [`${load.resource} ${load.figures}`, load.remark?.words, reserved]
    .filter(Boolean)
    .join(', ');
}

/** How near a container is to a limit that hurts, for sorting: memory and pids by their share, CPU by what is throttled. */
export function pressureOf(item: Container, engine: Engine): number {
  const [, mem, procs] = loadsOf(item, engine);
  return Math.max(mem?.pressure ?? 0, procs?.pressure ?? 0, (item.cpu.throttledPercent ?? 0) / 100);
}
