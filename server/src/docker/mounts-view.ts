import type { SharedMount } from '../schemas/network.ts';
import type { ListedContainer } from './docker-answers.ts';

type Mount = NonNullable<ListedContainer['Mounts']>[number];

/** The socket of an engine by its usual names, where it is or where it ends up: whoever opens it is root on the host. */
const SOCKET = /(?:^|\/)(?:docker|podman|containerd)\.sock$/;
/** Folders of the host that hold it. */
const AROUND_SOCKET = new Set(['/', '/run', '/var', '/var/run', '/run/podman', '/run/containerd']);

/** Whether it opens the socket of a container engine. */
export function isSocket({ Type, Source, Destination }: Mount): boolean {
  if (Type !== 'bind') return false;
  const source = (Source ?? '').replace(/(?<=.)\/$/, '');
  return SOCKET.test(source) || SOCKET.test(Destination) || AROUND_SOCKET.has(source);
}

/** What two mounts have in common: the volume, or the folder of the host, which is not told. */
function sourceOf({ Type, Name, Source }: Mount): string | null {
  if (Type === 'volume') return Name === null || Name === undefined ? null : `volume:${Name}`;
  return Type === 'bind' && Source ? `folder:${Source}` : null;
}

/** Mounts of an engine's socket, and what at least two services share while one of them writes. */
export function mountsView(
  services: readonly { readonly service: string; readonly mounts: readonly Mount[] }[],
): SharedMount[] {
  const found = new Map<string, SharedMount>();
  for (const { service, mounts } of services)
    for (const mount of mounts) {
      const socket = isSocket(mount);
      const key = socket ? 'socket' : sourceOf(mount);
      if (key === null) continue;
      const shared = found.get(key) ?? {
        kind: socket ? 'socket' : mount.Type === 'volume' ? 'volume' : 'folder',
        name: socket || mount.Type !== 'volume' ? null : (mount.Name ?? null),
        members: [],
      };
      found.set(key, shared);
      const known = shared.members.find((member) => member.service === service);
      const writable = mount.RW !== false;
      if (known === undefined)
        shared.members.push({ service, target: mount.Destination, writable });
      else known.writable ||= writable;
    }
  return [...found.values()]
    .filter(
      ({ kind, members }) =>
        kind === 'socket' || (members.length > 1 && members.some(({ writable }) => writable)),
    )
    .sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1));
}
