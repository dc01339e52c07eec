import type { DockerEvent } from '../docker/docker-event.ts';
import type { ContainerState } from './container-state.ts';

/**
 * Pure: how a container stands after an event. null: it is gone, or its event tells too little to know it (of a network, and nobody knew the
 * container before).
 */
export function applyEvent(
  known: ContainerState | undefined,
  event: DockerEvent,
): ContainerState | null {
  const state = known ?? unknownState(event);
  if (state === null || event.kind === 'removed') return null;
  return { ...state, ...change(state, event) };
}

function unknownState(event: DockerEvent): ContainerState | null {
  if (event.name === null) return null;
  const isNew = event.kind === 'created';
  return {
    id: event.containerId,
    host: event.host,
    name: event.name,
    service: event.service,
    replica: event.replica,
    runs: isNew ? 'down' : null,
    startedMs: null,
    endedMs: null,
    health: null,
    restarts: null,
    oomKilled: isNew ? false : null,
    networks: null,
  };
}

function change(state: ContainerState, event: DockerEvent): Partial<ContainerState> {
  switch (event.kind) {
    case 'started':
      // Docker clears these at each start.
      return { runs: 'running', startedMs: event.atMs, health: 'starting', oomKilled: false };
    case 'died':
      return { runs: 'down', endedMs: event.atMs };
    case 'oom':
      return { oomKilled: true };
    case 'paused':
      return { runs: 'paused' };
    case 'unpaused':
      return { runs: 'running' };
    case 'healthy':
    case 'unhealthy':
      return { health: event.kind };
    case 'renamed':
      return { name: event.name ?? state.name };
    case 'connected':
      return { networks: withNetwork(state.networks, event.network) };
    case 'disconnected':
      return { networks: state.networks?.filter((name) => name !== event.network) ?? null };
    default:
      return {};
  }
}

function withNetwork(networks: readonly string[] | null, name: string | null): string[] | null {
  if (networks === null || name === null) return networks === null ? null : [...networks];
  return [...networks.filter((known) => known !== name), name];
}
