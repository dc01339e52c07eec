import type { Containers, Startup } from '../../api.ts';

export type StartupItem = Startup['items'][number];

/** A container's way up. Times are epoch ms; null: not (yet), or not known. */
export interface Row {
  readonly item: StartupItem;
  /** Where its bar begins: made, or started where it was started anew. */
  readonly from: number;
  readonly started: number | null;
  /** When others could count on it: healthy, completed, or merely started where nothing checks it. */
  readonly ready: number | null;
  /** Whether it may still become ready. */
  readonly isOnItsWay: boolean;
}

/** A container waits for another: drawn from the moment that was waited for, down to whom it let start. */
export interface Edge {
  /** Indexes of rows. */
  readonly source: number;
  readonly target: number;
  readonly at: number;
  readonly until: number;
  readonly condition: StartupItem['dependsOn'][number]['condition'];
  /** The one that it waited for longest. */
  readonly isLast: boolean;
}

/** Containers that came up together, on one time axis. */
export interface Wave {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly Row[];
  readonly edges: readonly Edge[];
  /** Indexes of the rows that the last one to be ready hung on, first to last; fewer than two: it waited for nobody. */
  readonly slowest: readonly number[];
}

/** What starts longer than this after all before it was up is of another wave. */
const WAVE_MS = 120_000;
/** What is not ready after this time is drawn with an open end, so that the others can still be seen. */
const OPEN_MS = 600_000;

const at = (instant: string | null): number | null =>
  instant === null ? null : Date.parse(instant);
const notNull = <T>(value: T | null): value is T => value !== null;

function readyAt(item: StartupItem): number | null {
  if (item.done) return at(item.finishedAt);
  if (item.state === 'exited' || item.state === 'dead' || item.state === 'created') return null;
  return at(item.hasHealthCheck ? item.healthyAt : item.startedAt);
}

function rowOf(item: StartupItem): Row | null {
  const created = at(item.createdAt);
  const started = at(item.startedAt);
  const from = item.restarted ? (started ?? created) : (created ?? started);
  if (from === null) return null;
  const ready = readyAt(item);
  const isUp = item.state === 'running' || item.state === 'created' || item.state === 'restarting';
  // A healthy one whose first probe nobody saw was ready at some time; that it is not yet would be wrong.
  const isOnItsWay = ready === null && isUp && item.health !== 'healthy';
  return { item, from, started, ready, isOnItsWay };
}

/** The last moment that is known of a row's way up. */
const endOf = ({ from, started, ready }: Row): number => Math.max(from, started ?? 0, ready ?? 0);

/** Compose names containers `project-service-number`; '' for one that was named otherwise. Where many projects are shown, services share names. */
function projectOf({ name, service, replica }: StartupItem): string {
  const rest = `-${service}-${replica}`;
  return name.endsWith(rest) ? name.slice(0, -rest.length) : '';
}

const groupOf = (item: StartupItem): string => `${projectOf(item)} ${item.service}`;

/** Services in the order in which they started, the replicas of each together. */
function inOrder(rows: readonly Row[]): Row[] {
  const first = new Map<string, number>();
  for (const { item, started } of rows)
    first.set(groupOf(item), Math.min(first.get(groupOf(item)) ?? Infinity, started ?? Infinity));
  const of = ({ item }: Row) => first.get(groupOf(item)) ?? Infinity;
  return rows.toSorted((a, b) => {
    // Infinity less itself is no number.
    if (of(a) !== of(b)) return of(a) < of(b) ? -1 : 1;
    return (
      groupOf(a.item).localeCompare(groupOf(b.item)) ||
      (a.item.replica ?? 0) - (b.item.replica ?? 0) ||
      a.item.name.localeCompare(b.item.name)
    );
  });
}

/** Index of the container that met a condition of `item` last; -1: none of this wave is known to have. */
function whoMet(rows: readonly Row[], item: StartupItem, service: string, metAt: number): number {
  const members = rows
    .map((row, index) => ({ row, index }))
    .filter(({ row }) => row.item.service === service && projectOf(row.item) === projectOf(item));
  const moments = ({ started, ready }: Row) => [started, ready].filter(notNull);
  const exact = members.find(({ row }) => moments(row).some((time) => Math.abs(time - metAt) < 2));
  return (exact ?? members.at(-1))?.index ?? -1;
}

function edgesOf(rows: readonly Row[]): Edge[] {
  return rows.flatMap(({ item, started }, target) =>
    // What was started anew did not wait for anybody.
    item.restarted || started === null
      ? []
      : item.dependsOn.flatMap(({ service, condition, metAt }): Edge[] => {
          const met = at(metAt);
          const source = met === null ? -1 : whoMet(rows, item, service, met);
          if (met === null || source === -1 || source === target || met > started) return [];
          const isLast = item.waitedFor?.service === service;
          return [{ source, target, at: met, until: started, condition, isLast }];
        }),
  );
}

/** Backwards from the last one that became ready, along whom each waited for. */
function slowestOf(rows: readonly Row[], edges: readonly Edge[]): number[] {
  const last = rows.reduce<{ index: number; ready: number } | null>(
    (best, { ready, item }, index) =>
      ready === null || item.restarted || (best !== null && best.ready >= ready)
        ? best
        : { index, ready },
    null,
  );
  const way: number[] = [];
  for (let next = last?.index; next !== undefined && !way.includes(next);) {
    way.unshift(next);
    const target = next;
    next = edges.find((edge) => edge.target === target && edge.isLast)?.source;
  }
  return way;
}

function waveOf(members: readonly Row[], now: number): Wave {
  const rows = inOrder(members);
  const from = Math.min(...rows.map((row) => row.from));
  const known = Math.max(...rows.map(endOf));
  const waits = rows.some(({ isOnItsWay }) => isOnItsWay);
  const to = waits ? Math.max(known, Math.min(now, from + OPEN_MS)) : known;
  const edges = edgesOf(rows);
  return { from, to: Math.max(to, from + 100), rows, edges, slowest: slowestOf(rows, edges) };
}

/** The start-up with how containers are now: that comes each 2 s, the start-up itself when facts change. */
export function asOfNow(startup: Startup, containers: Containers | undefined): Startup {
  const now = new Map(containers?.items.map((item) => [item.id, item]));
  return {
    ...startup,
    items: startup.items.map((item) => {
      const live = now.get(item.id);
      if (live === undefined || live.startedAt !== item.startedAt) return item;
      const { state, health, exitCode, done, finishedAt } = live;
      return { ...item, state, health, exitCode, done, finishedAt };
    }),
  };
}

/** Rows whose ways up overlap, or nearly. */
function together(rows: readonly Row[]): Row[][] {
  const waves: Row[][] = [];
  let end = -Infinity;
  for (const row of rows.toSorted((a, b) => a.from - b.from)) {
    const last = waves.at(-1);
    if (last !== undefined && row.from - end <= WAVE_MS) last.push(row);
    else waves.push([row]);
    end = Math.max(end, endOf(row));
  }
  return waves;
}

/**
 * What came up together, oldest first: what was added later has an axis of its own, and so has what was started anew, whose first time is not
 * known. `now` is epoch ms.
 */
export function wavesOf({ items }: Startup, now: number): readonly Wave[] {
  const rows = items.map(rowOf).filter(notNull);
  return [false, true]
    .flatMap((anew) => together(rows.filter(({ item }) => item.restarted === anew)))
    .map((members) => waveOf(members, now))
    .sort((a, b) => a.from - b.from);
}
