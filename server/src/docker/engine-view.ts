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
    kind: kindOf(version),
    rootless: rootlessOf(info),
    cgroups: CGROUPS.find((known) => known === info?.CgroupVersion) ?? null,
  };
}

const CGROUPS = ['1', '2'] as const;

function kindOf(version: EngineAnswers['version']): Engine['kind'] {
  const names = version?.Components?.map(({ Name }) => Name) ?? [];
  if (names.some((name) => name.startsWith('Podman'))) return 'podman';
  return names.includes('Engine') || version?.Platform?.Name?.startsWith('Docker') === true
    ? 'docker'
    : null;
}

function rootlessOf(info: EngineAnswers['info']): boolean | null {
  if (info?.Rootless === true) return true;
  const options = info?.SecurityOptions;
  if (options === null || options === undefined) return info?.Rootless ?? null;
  return options.some((option) => option.split(',').includes('name=rootless'));
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
