import type { Container, Containers, StackDay } from '../../api.ts';
import { formatCount, formatWhen } from '../../format.ts';
import { containerName } from '../containers/container-words.ts';

/** Names that are written out; of more only the number is. */
const MAX_NAMES = 3;
/** Gaps that are told, newest first. */
const MAX_GAPS = 4;

/** A thing that can't be told, and what that means. */
interface Unknown {
  readonly what: string;
  /** null: it speaks for itself. */
  readonly so: string | null;
}

function named(items: readonly Container[], project: string | null): string {
  if (items.length > MAX_NAMES) return formatCount(items.length, 'container');
  return items.map((item) => containerName(item, project)).join(', ');
}

/** Figures of what runs that are missing though Docker answers, each with the containers that they are missing of. */
function missing({ items, engine: { project } }: Containers): Unknown[] {
  const running = items.filter(({ state }) => state === 'running');
  const of = (what: string, isMissing: (item: Container) => boolean, so: string | null = null) => {
    const found = running.filter(isMissing);
    return found.length === 0 ? [] : [{ what: `${what} of ${named(found, project)}`, so }];
  };
  return [
    ...of('CPU use', ({ cpu }) => cpu.cores === null),
    ...of('Memory use', ({ memory }) => memory.usedBytes === null),
    ...of(
      'Throttling',
      ({ cpu }) => cpu.cores !== null && cpu.limitCores !== null && cpu.throttledPercent === null,
      'what its CPU limit costs is not drawn',
    ),
    ...of(
      'Health',
      ({ health }) => health === null,
      'no health check: it runs, and whether it works nobody asks',
    ),
  ];
}

function gapsOf({ gaps }: StackDay, now: number): Unknown[] {
  const newest = gaps.toSorted((a, b) => Date.parse(b.from) - Date.parse(a.from));
  const told = newest.slice(0, MAX_GAPS).map(({ from, to, reason }) => ({
    what: `No samples ${formatWhen(from, now)} to ${formatWhen(to, now)}${reason === null ? '' : `: ${reason}`}`,
    so: 'shown as a gap, never as healthy',
  }));
  const more = gaps.length - told.length;
  return more > 0 ? [...told, { what: formatCount(more, 'more gap'), so: null }] : told;
}

function enginesOf({ engine, engines }: Containers): Unknown[] {
  const away = engines.filter(({ state }) => state !== 'connected');
  if (engines.length > 0)
    return away.map(({ host, reason }) => ({
      what: `What runs on ${host}`,
      so: reason ?? 'its engine does not answer',
    }));
  return engine.state === 'connected'
    ? []
    : [{ what: 'How containers are now', so: engine.reason ?? 'Docker does not answer' }];
}

/** Engines that take limits and can't hold containers to them. */
function limitsOf({ engine, engines }: Containers): Unknown[] {
  return (engines.length === 0 ? [{ ...engine, host: null }] : engines)
    .filter(({ rootless, cgroups }) => rootless === true && cgroups === '1')
    .map(({ host }) => ({
      what: host === null ? 'Whether limits hold' : `Whether limits hold on ${host}`,
      so: 'an engine without root has none enforced by control groups v1',
    }));
}

/** What nobody can tell now, or could not in the last 24 h. `day` is undefined while it is not known; `now` is epoch ms. */
export function unknownsOf(
  containers: Containers,
  day: StackDay | undefined,
  now: number,
): readonly Unknown[] {
  return [
    ...enginesOf(containers),
    ...limitsOf(containers),
    ...(day === undefined ? [] : gapsOf(day, now)),
    ...missing(containers),
  ];
}
