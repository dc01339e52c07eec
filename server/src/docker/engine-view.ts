import type { Engine } from '../schemas/container.ts';
import type { EngineInfo, EngineVersion } from './docker-answers.ts';

/** What an engine that answers tells about itself; either part may be missing, as behind a gate that refuses it. */
export interface EngineAnswers {
  readonly version: EngineVersion | null;
  readonly info: EngineInfo | null;
}

export function connectedEngine({ version, info }: EngineAnswers, project: string | null): Engine {
  return {
    state: 'connected',
    reason: null,
    version: version?.Version ?? null,
    apiVersion: version?.ApiVersion ?? null,
    name: info?.Name ?? null,
    cpus: info?.NCPU ?? null,
    memoryBytes: info?.MemTotal ?? null,
    project,
    kind: null,
    rootless: null,
    cgroups: null,
  };
}

export function absentEngine(
  state: Exclude<Engine['state'], 'connected'>,
  reason: string,
  project: string | null,
): Engine {
  return {
    state,
    reason,
    version: null,
    apiVersion: null,
    name: null,
    cpus: null,
    memoryBytes: null,
    project,
    kind: null,
    rootless: null,
    cgroups: null,
  };
}
