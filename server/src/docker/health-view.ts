import type { ContainerFacts } from '../schemas/container-detail.ts';
import type { ProbeReading } from './container-reading.ts';
import type { InspectedContainer } from './docker-answers.ts';

/** What the daemon takes for 0 (moby daemon/health.go). */
const DEFAULTS = { intervalMs: 30_000, timeoutMs: 30_000, startIntervalMs: 5_000, retries: 3 };
/** As many probes as a daemon keeps, and as much of their output (moby daemon/health.go). */
const PROBES = 5;
const OUTPUT_LENGTH = 4_096;

/** In whole ms; what makes no sense as a duration counts as 0. */
function milliseconds(ns: number | null | undefined): number {
  const ms = Math.round((ns ?? 0) / 1e6);
  return Number.isSafeInteger(ms) ? Math.max(0, ms) : 0;
}

/** How health is checked; null: it is not, or was switched off (`NONE`). */
export function healthCheckView({ Config }: InspectedContainer): ContainerFacts['healthCheck'] {
  const check = Config?.Healthcheck ?? null;
  if (check === null || check.Test === 'none') return null;
  return {
    intervalMs: milliseconds(check.Interval) || DEFAULTS.intervalMs,
    timeoutMs: milliseconds(check.Timeout) || DEFAULTS.timeoutMs,
    startPeriodMs: milliseconds(check.StartPeriod),
    retries: Math.max(0, check.Retries ?? 0) || DEFAULTS.retries,
  };
}

/** How often it is probed now, in ms: more often while it starts. null: never. */
export function probeEveryMs(inspected: InspectedContainer): number | null {
  const check = healthCheckView(inspected);
  if (check === null) return null;
  const starting = inspected.State.Health?.Status === 'starting' && check.startPeriodMs > 0;
  const startMs =
    milliseconds(inspected.Config?.Healthcheck?.StartInterval) || DEFAULTS.startIntervalMs;
  return starting ? Math.min(startMs, check.intervalMs) : check.intervalMs;
}

/** The daemon's last probes, oldest first; without any whose times can't be read. */
export function probesView({ State }: InspectedContainer): readonly ProbeReading[] {
  return (State.Health?.Log ?? [])
    .map(({ Start, End, ExitCode, Output }) => ({
      startMs: Date.parse(Start),
      endMs: Date.parse(End),
      exitCode: ExitCode,
      output: (Output ?? '').slice(0, OUTPUT_LENGTH),
    }))
    .filter(({ startMs, endMs }) => startMs > 0 && endMs >= startMs)
    .sort((a, b) => a.startMs - b.startMs)
    .slice(-PROBES);
}
