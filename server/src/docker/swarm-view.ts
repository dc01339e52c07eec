import type { Swarm, SwarmNodeView, SwarmServiceView, SwarmTrouble } from '../schemas/swarm.ts';
import { groupBy } from '../group-by.ts';
import { compare } from './compare.ts';
import { instant } from './instant.ts';
import { shownText } from './shown-text.ts';
import { nameInStack, SWARM_STACK } from './stack-labels.ts';
import type { SwarmNode, SwarmService, SwarmTask } from './swarm-answers.ts';

/** What Docker told of a Swarm. */
export interface SwarmAnswers {
  readonly services: readonly SwarmService[];
  readonly tasks: readonly SwarmTask[];
  readonly nodes: readonly SwarmNode[];
}

const MOST_SERVICES = 200;
const MOST_NODES = 100;
const MOST_TROUBLED = 50;
/** Replicas of one service mostly fail for one reason. */
const MOST_TROUBLED_OF_ONE = 5;
const NAME_LENGTH = 200;
const IMAGE_LENGTH = 300;
const ERROR_LENGTH = 300;
const WORD_LENGTH = 30;
/** A task that failed lately is trouble until the one after it has run for so long: else it comes and goes with each restart. */
const PROVEN_MS = 60_000;

const FAILED = new Set(['failed', 'rejected', 'orphaned']);
/** States in which a task is wanted no more. */
const OVER = new Set(['shutdown', 'remove', 'complete']);

/** Maps Docker's answers to the one shape that leaves this folder. */
export function swarmView({ services, tasks, nodes }: SwarmAnswers, nowMs: number): Swarm {
  const hostnames = new Map(nodes.map((node) => [node.ID, hostnameOf(node)]));
  const byService = groupBy(tasks, ({ ServiceID }) => ServiceID ?? '');
  let room = MOST_TROUBLED;
  const views = services
    .map((service) => serviceView(service))
    .sort((a, b) => compare(a.stack ?? '', b.stack ?? '') || compare(a.name, b.name))
    .slice(0, MOST_SERVICES)
    .map((view): SwarmServiceView => {
      const troubled = troubles(view, byService.get(view.id) ?? [], { hostnames, nowMs });
      const shown = troubled.slice(0, Math.min(room, MOST_TROUBLED_OF_ONE));
      room -= shown.length;
      return { ...view, troubled: shown, troubledTotal: troubled.length };
    });
  return {
    state: 'connected',
    reason: null,
    at: new Date(nowMs).toISOString(),
    services: views,
    nodes: nodes
      .map(nodeView)
      .sort((a, b) => compare(a.hostname, b.hostname) || compare(a.id, b.id))
      .slice(0, MOST_NODES),
    omitted: {
      services: Math.max(0, services.length - MOST_SERVICES),
      nodes: Math.max(0, nodes.length - MOST_NODES),
    },
  };
}

type Untroubled = Omit<SwarmServiceView, 'troubled' | 'troubledTotal'>;

function serviceView({ ID, Spec, ServiceStatus }: SwarmService): Untroubled {
  const stack = Spec.Labels?.[SWARM_STACK] ?? null;
  const image = Spec.TaskTemplate?.ContainerSpec?.Image ?? null;
  const { Global, GlobalJob, ReplicatedJob } = Spec.Mode ?? {};
  const isJob = Boolean(GlobalJob ?? ReplicatedJob);
  const desired = ServiceStatus?.DesiredTasks ?? null;
  const total = ReplicatedJob?.TotalCompletions ?? desired;
  return {
    id: ID,
    name: shownText(nameInStack(Spec.Name, stack), NAME_LENGTH),
    stack: stack === null ? null : shownText(stack, NAME_LENGTH),
    mode: isJob ? 'job' : (Global && 'global') || 'replicated',
    desired,
    running: ServiceStatus?.RunningTasks ?? null,
    job: isJob ? { completed: ServiceStatus?.CompletedTasks ?? 0, total } : null,
    // Swarm pins images by digest, which nobody reads.
    image: image === null ? null : shownText(image.replace(/@sha256:\w+$/, ''), IMAGE_LENGTH),
  };
}

interface Around {
  /** By the id of a node. */
  readonly hostnames: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

/** The places of a service that have no task running as it should, in order. */
function troubles(
  { mode }: Untroubled,
  tasks: readonly SwarmTask[],
  around: Around,
): SwarmTrouble[] {
  const places = groupBy(tasks, ({ Slot, NodeID }) =>
    mode === 'global' ? (NodeID ?? '') : `${Slot ?? 0}`,
  );
  return [...places.values()]
    .flatMap((place) => trouble(place, around) ?? [])
    .sort((a, b) => (a.replica ?? 0) - (b.replica ?? 0) || compare(a.node ?? '', b.node ?? ''));
}

function trouble(place: readonly SwarmTask[], { hostnames, nowMs }: Around): SwarmTrouble | null {
  const [newest, ...earlier] = place.toSorted((a, b) => compare(b.CreatedAt, a.CreatedAt));
  if (newest === undefined || isWell(newest, earlier, nowMs)) return null;
  // The next try has no error of its own yet: why it is one, the last told.
  const lastFailed = earlier.find(({ Status }) => FAILED.has(Status.State));
  const told = newest.Status.Err ? newest : (lastFailed ?? newest);
  const { Err, State, ContainerStatus } = told.Status;
  const ended = FAILED.has(State) || OVER.has(State);
  return {
    replica: newest.Slot || null,
    node: hostnames.get(told.NodeID ?? '') ?? null,
    desired: shownText(newest.DesiredState, WORD_LENGTH),
    observed: shownText(newest.Status.State, WORD_LENGTH),
    since: instant(newest.Status.Timestamp),
    error: Err ? shownText(Err, ERROR_LENGTH) : null,
    exitCode: ended ? (ContainerStatus?.ExitCode ?? null) : null,
    failures: place.filter(({ Status }) => FAILED.has(Status.State)).length,
  };
}

function isWell(
  { DesiredState, Status }: SwarmTask,
  earlier: readonly SwarmTask[],
  nowMs: number,
): boolean {
  if (FAILED.has(Status.State)) return false;
  if (Status.State !== 'running') return OVER.has(DesiredState);
  const [before] = earlier;
  const runsFor = nowMs - Date.parse(Status.Timestamp ?? '');
  return before === undefined || !FAILED.has(before.Status.State) || !(runsFor < PROVEN_MS);
}

function nodeView(node: SwarmNode): SwarmNodeView {
  const { Resources, Engine } = node.Description ?? {};
  const nano = Resources?.NanoCPUs ?? null;
  const version = Engine?.EngineVersion ?? null;
  return {
    id: node.ID,
    hostname: hostnameOf(node),
    role: node.Spec?.Role === 'manager' ? 'manager' : 'worker',
    availability: shownText(node.Spec?.Availability ?? 'unknown', WORD_LENGTH),
    state: shownText(node.Status?.State ?? 'unknown', WORD_LENGTH),
    leader: node.ManagerStatus?.Leader ?? false,
    cpus: nano === null ? null : nano / 1e9,
    memoryBytes: Resources?.MemoryBytes ?? null,
    engineVersion: version === null ? null : shownText(version, NAME_LENGTH),
  };
}

function hostnameOf({ ID, Description }: SwarmNode): string {
  return shownText(Description?.Hostname ?? ID, NAME_LENGTH);
}
