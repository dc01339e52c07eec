import type { ContainerReading } from '../docker/container-reading.ts';

/** The daemon keeps as many probes; fewer are all there were. */
const DAEMON_KEEPS = 5;

/** `healthyAt`: epoch ms by Docker's clock; null: no probe has succeeded since it started. */
interface Known {
  readonly startedAt: string;
  readonly healthyAt: number | null;
}

/**
 * When containers were healthy for the first time since they started. The daemon tells only its last probes, so that is known of those that were
 * seen early enough, and remembered.
 */
export class HealthyTimes {
  readonly #known = new Map<string, Known>();

  /** `remembered`: what another replica, or this one before, had found for it. */
  note(reading: ContainerReading, remembered: string | undefined): void {
    const { id, startedAt } = reading.view;
    if (startedAt === null) return;
    const known = this.#known.get(id);
    const same = known?.startedAt === startedAt ? known : undefined;
    if (typeof same?.healthyAt === 'number') return;
    const healthyAt = firstHealthy(reading, same !== undefined, startedAt, remembered);
    if (healthyAt === undefined) this.#known.delete(id);
    else this.#known.set(id, { startedAt, healthyAt });
  }

  /** Of these containers, by id, those that are known to have been healthy; others are forgotten. */
  of(ids: ReadonlySet<string>): Record<string, string> {
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    return Object.fromEntries(
      [...this.#known].flatMap(([id, { healthyAt }]) =>
        healthyAt === null ? [] : [[id, new Date(healthyAt).toISOString()] as const],
      ),
    );
  }
}

/** null: none yet; undefined: it can't be told any more. `watched`: it was seen since it started, and no probe had succeeded. */
function firstHealthy(
  { view, probes, facts }: ContainerReading,
  watched: boolean,
  startedAt: string,
  remembered: string | undefined,
): number | null | undefined {
  const startedMs = Date.parse(startedAt);
  if (remembered !== undefined && Date.parse(remembered) >= startedMs)
    return Date.parse(remembered);
  const since = probes.filter(({ startMs }) => startMs >= startedMs);
  // Probes of an earlier start, or fewer than are kept: none since this start is lost.
  const complete = since.length < DAEMON_KEEPS;
  const first = since.findIndex(({ exitCode }) => exitCode === 0);
  const [before, success] = [since[first - 1], since[first]];
  // Probes come faster only until the first one succeeds: after a faster one none that was lost can have succeeded.
  const intervalMs = facts?.healthCheck?.intervalMs ?? 0;
  const wasStarting =
    before !== undefined &&
    success !== undefined &&
    success.startMs - before.endMs < intervalMs / 2;
  if (!complete && !watched && !wasStarting && view.health !== 'starting') return undefined;
  return success?.endMs ?? null;
}
