import type { StackFacts } from '../redis/snapshots.ts';
import type { ContainerView } from '../schemas/container.ts';
import type { ContainerFacts } from '../schemas/container-detail.ts';
import type { Startup } from '../schemas/startup.ts';

type Item = Startup['items'][number];
type Dependency = Item['dependsOn'][number];

/** What is known of one container. */
interface Known {
  readonly view: ContainerView;
  readonly facts: ContainerFacts | null;
  readonly healthyAt: string | null;
  readonly restarted: boolean;
}

const ms = (instant: string): number => Date.parse(instant);
const latest = (instants: readonly string[]): string | null =>
  instants.toSorted((a, b) => ms(a) - ms(b)).at(-1) ?? null;

/** Pure: how containers came up, the earliest start first. All moments are by Docker's clock. `facts`: null when none are known. */
export function startupView(views: readonly ContainerView[], facts: StackFacts | null): Startup {
  const factsOf = new Map(facts?.items.map((item) => [item.id, item]));
  const startedAnew = new Set(facts?.startedAnew);
  const all = views.map((view) => ({
    view,
    facts: factsOf.get(view.id) ?? null,
    healthyAt: facts?.healthyAt[view.id] ?? null,
    restarted: startedAnew.has(view.id) || (view.restarts ?? 0) > 0,
  }));
  const items = all.map((one) => itemOf(one, all)).sort(byMoment);
  const moments = items.flatMap(({ createdAt, startedAt }) => [createdAt, startedAt]);
  const known = moments.filter((moment) => moment !== null);
  return { from: known.toSorted((a, b) => ms(a) - ms(b))[0] ?? null, items };
}

function itemOf(one: Known, all: readonly Known[]): Item {
  const { view, facts, healthyAt, restarted } = one;
  const dependsOn = (facts?.dependsOn ?? []).map(({ service, condition }) => {
    const metAt = dependencyMet(one, { service, condition }, all);
    return { service, condition, metAt };
  });
  return {
    id: view.id,
    name: view.name,
    service: view.service ?? view.name,
    replica: view.replica,
    createdAt: view.createdAt,
    startedAt: view.startedAt,
    healthyAt,
    finishedAt: view.finishedAt,
    hasHealthCheck: facts === null ? view.health !== null : facts.healthCheck !== null,
    state: view.state,
    health: view.health,
    exitCode: view.exitCode,
    done: view.done,
    restarted,
    dependsOn,
    waitedFor: restarted ? null : waitedFor(view, dependsOn),
  };
}

/**
 * When the last container of a service fulfilled the condition that `one` has for it; null: not (yet), or not known. Containers that were made
 * after `one` had started are none it can have waited for, and of one that was started anew since the moment is lost.
 */
function dependencyMet(
  one: Known,
  { service, condition }: Pick<Dependency, 'service' | 'condition'>,
  all: readonly Known[],
): string | null {
  const { startedAt } = one.view;
  const isAfterStart = (instant: string | null): boolean =>
    !one.restarted && startedAt !== null && instant !== null && ms(instant) > ms(startedAt);
  const waitedOn = containersOf(service, one.view, all).filter(
    ({ view }) => !isAfterStart(view.createdAt),
  );
  const moments = waitedOn.map((dependency) => {
    const moment = fulfilled(dependency, condition);
    // What Compose runs to its end it runs again with the next `up`, for nobody who is up already.
    const ranAgain = dependency.restarted || condition === 'completed';
    return ranAgain && isAfterStart(moment) ? null : moment;
  });
  const met = moments.filter((moment) => moment !== null);
  return met.length < moments.length ? null : latest(met);
}

function fulfilled({ view, healthyAt }: Known, condition: Dependency['condition']): string | null {
  switch (condition) {
    case 'started':
      return view.startedAt;
    case 'healthy':
      return healthyAt;
    case 'completed':
      return view.state === 'exited' && view.exitCode === 0 ? view.finishedAt : null;
    default:
      return null;
  }
}

/** Of the same engine and, where several projects are shown, of the same project as far as Compose's names tell. */
function containersOf(
  service: string,
  { host, ...own }: ContainerView,
  all: readonly Known[],
): readonly Known[] {
  const ofService = all.filter(({ view }) => view.service === service && view.host === host);
  const project = projectOf(own);
  const ofProject = ofService.filter(({ view }) => projectOf(view) === project);
  return ofProject.length > 0 ? ofProject : ofService;
}

/** Compose names containers `project-service-number`; null: this one was named otherwise. */
function projectOf({
  name,
  service,
  replica,
}: Pick<ContainerView, 'name' | 'service' | 'replica'>): string | null {
  const rest = `-${service}-${replica}`;
  return name.endsWith(rest) ? name.slice(0, -rest.length) : null;
}

/** It is created with all others, and started when what it depends on is there: in between it waits, for whatever comes last. */
function waitedFor(
  { createdAt, startedAt }: ContainerView,
  dependsOn: readonly Dependency[],
): Item['waitedFor'] {
  if (createdAt === null || startedAt === null) return null;
  const met = dependsOn.flatMap(({ service, metAt }) => {
    const waitedMs = metAt === null ? 0 : ms(metAt) - ms(createdAt);
    const inTime = metAt !== null && ms(metAt) <= ms(startedAt);
    return inTime && waitedMs > 0 ? [{ service, ms: waitedMs }] : [];
  });
  return met.toSorted((a, b) => b.ms - a.ms)[0] ?? null;
}

function byMoment(a: Item, b: Item): number {
  const moment = ({ startedAt, createdAt }: Item): number => {
    const instant = startedAt ?? createdAt;
    return instant === null ? Number.MAX_SAFE_INTEGER : ms(instant);
  };
  return moment(a) - moment(b) || (a.name < b.name ? -1 : 1);
}
