/** Where Docker is to be found. */
export type DockerAddress =
  | { readonly kind: 'off' }
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** What `DOCKER_HOST` may be, for error messages. */
export const DOCKER_HOST_FORMS = 'unix:///path/to/docker.sock, tcp://host:port or off';

/** Reads `DOCKER_HOST`. null: it has none of the forms above. The port of `tcp://` defaults to 2375. */
export function parseDockerAddress(value: string): DockerAddress | null {
  if (value === 'off') return { kind: 'off' };
  const socket = /^unix:\/\/(\/[^\0]+)$/.exec(value)?.[1];
  if (socket !== undefined) return { kind: 'socket', path: socket };
  const tcp = /^tcp:\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?\/?$/.exec(value);
  const host = tcp?.[1];
  const port = Number(tcp?.[2] ?? 2375);
  if (host === undefined || port < 1 || port > 65_535) return null;
  return { kind: 'tcp', host, port };
}
