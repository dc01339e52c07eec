import type { ContainerView } from '../schemas/container.ts';

/** What Docker and Podman take for a name, and what `DOCKER_HOSTS` does; nothing else becomes part of a key. */
const NAME = /^[a-zA-Z0-9][\w.-]{0,199}$/;
/** Of a task of Swarm: `service.2.<its id>`, or with the id of the node where there is one on each. */
const TASK = /^(.+\.(?:\d+|[0-9a-z]{25}))\.[0-9a-z]{25}$/;
const HOST = /^[a-z0-9-]{1,20}$/;

/**
 * By what a container is remembered: host and name, so that its past outlives its being made anew. null: nothing of it is kept, because its
 * name is none that an engine gives, or the one that Compose gives what it is about to replace. Tasks that take the same place of a Swarm's
 * service one after another are one: a service that fails over and over must not fill Redis.
 */
export function storedName(container: Pick<ContainerView, 'id' | 'host' | 'name'>): string | null {
  const { id, host, name } = container;
  if (name.startsWith(`${id.slice(0, 12)}_`)) return null;
  if (!NAME.test(name) || (host !== null && !HOST.test(host))) return null;
  return `${host ?? ''}/${TASK.exec(name)?.[1] ?? name}`;
}

/** The series of its usage. */
export const usageSeries = (stored: string): string => `container:${stored}`;
