/** Whose a container is, by what Compose or Swarm wrote on it. */
export interface StackLabels {
  /** The Compose project, or the stack. */
  readonly project: string | null;
  readonly service: string | null;
  /** From 1; null also for a service with one on each node. */
  readonly replica: number | null;
}

type Labels = Readonly<Record<string, string | undefined>>;

const COMPOSE = 'com.docker.compose';
const SWARM = 'com.docker.swarm';
export const COMPOSE_PROJECT = `${COMPOSE}.project` as const;
export const SWARM_STACK = 'com.docker.stack.namespace';

/** Reads the labels of Compose, else those of Swarm. Text and length are a stranger's. */
export function stackLabels(labels: Labels | null | undefined): StackLabels {
  // A label without a value says nothing.
  const label = (name: string): string | null => labels?.[name] || null;
  const stack = label(SWARM_STACK);
  const swarmService = label(`${SWARM}.service.name`);
  return {
    project: label(COMPOSE_PROJECT) ?? stack,
    service:
      label(`${COMPOSE}.service`) ??
      (swarmService === null ? null : nameInStack(swarmService, stack)),
    replica: wholeNumber(
      labels?.[`${COMPOSE}.container-number`] ?? slotOf(labels?.[`${SWARM}.task.name`]),
    ),
  };
}

/** What a stack's file calls its service: Swarm puts the stack's name before it. */
export function nameInStack(service: string, stack: string | null): string {
  return stack !== null && service.startsWith(`${stack}_`)
    ? service.slice(stack.length + 1)
    : service;
}

/** The place of a task: `service.2.id`. Of a service with one on each node the node's id stands there. */
function slotOf(task: string | undefined): string | undefined {
  return /\.(\d{1,9})\.[0-9a-z]{25}$/.exec(task ?? '')?.[1];
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
