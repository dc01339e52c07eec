import type { ContainerFacts } from '../schemas/container-detail.ts';
import { dependsOn } from './depends-on.ts';
import type { InspectedContainer, ListedContainer } from './docker-answers.ts';
import { healthCheckView } from './health-view.ts';
import { isSocket } from './mounts-view.ts';
import { portsView } from './ports-view.ts';
import { shownText } from './shown-text.ts';

const MOST_MOUNTS = 100;
/** Linux has 41. */
const MOST_CAPABILITIES = 64;
const TEXT_LENGTH = 200;

/** Maps Docker's details to what a container is made of. */
export function containerFactsView(
  listed: ListedContainer,
  inspected: InspectedContainer,
): ContainerFacts {
  const { HostConfig: host, Config, Image } = inspected;
  const user = Config?.User;
  return {
    id: listed.Id,
    imageId: typeof Image === 'string' ? shownText(Image, 100) : null,
    // Docker writes nothing for the default of old versions, which is "no".
    restartPolicy:
      typeof host.RestartPolicy?.Name === 'string'
        ? shownText(host.RestartPolicy.Name || 'no', 50)
        : null,
    ports: portsView(inspected),
    mounts: mountViews(inspected),
    hardening: {
      readOnlyRoot: host.ReadonlyRootfs ?? null,
      user: typeof user === 'string' ? shownText(user, TEXT_LENGTH) : null,
      privileged: host.Privileged ?? null,
      noNewPrivileges: noNewPrivileges(host.SecurityOpt),
      droppedCapabilities: capabilities(host.CapDrop),
      addedCapabilities: capabilities(host.CapAdd),
      init: host.Init ?? null,
    },
    healthCheck: healthCheckView(inspected),
    dependsOn: dependsOn(listed.Labels?.['com.docker.compose.depends_on']),
  };
}

function mountViews({ Mounts, HostConfig }: InspectedContainer): ContainerFacts['mounts'] {
  const mounts = (Mounts ?? []).slice(0, MOST_MOUNTS).map((mount) => ({
    kind: kindOf(mount),
    target: shownText(mount.Destination, TEXT_LENGTH),
    name: mount.Type === 'volume' && mount.Name ? shownText(mount.Name, TEXT_LENGTH) : null,
    writable: mount.RW !== false,
  }));
  // Compose's `tmpfs:` is not among the mounts; its options are a list such as `ro,size=16m`.
  const temporary = Object.entries(HostConfig.Tmpfs ?? {})
    .slice(0, MOST_MOUNTS)
    .map(([target, options]) => ({
      kind: 'tmpfs' as const,
      target: shownText(target, TEXT_LENGTH),
      name: null,
      writable: !options.split(',').includes('ro'),
    }));
  return [...mounts, ...temporary]
    .sort((a, b) => (a.target < b.target ? -1 : 1))
    .slice(0, MOST_MOUNTS);
}

function kindOf(
  mount: NonNullable<InspectedContainer['Mounts']>[number],
): ContainerFacts['mounts'][number]['kind'] {
  if (isSocket(mount)) return 'socket';
  const kinds = ['volume', 'bind', 'tmpfs'] as const;
  return kinds.find((kind) => kind === mount.Type) ?? 'other';
}

/** `no-new-privileges`, `no-new-privileges:true` or `no-new-privileges=true`. */
function noNewPrivileges(options: readonly string[] | null | undefined): boolean | null {
  // Go leaves the list out, or null, where there is none.
  const said = (options ?? []).find((option) => option.startsWith('no-new-privileges'));
  return said !== undefined && !/[:=]false$/.test(said);
}

/** Some write `CAP_NET_ADMIN`, some `NET_ADMIN`. */
function capabilities(names: readonly string[] | null | undefined): string[] {
  return (names ?? [])
    .slice(0, MOST_CAPABILITIES)
    .map((name) => shownText(name.toUpperCase().replace(/^CAP_/, ''), 50))
    .sort();
}
