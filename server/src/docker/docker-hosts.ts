import { parseDockerAddress } from './docker-address.ts';

/** One engine of several. */
export interface DockerHost {
  /** Shown beside its containers: 1 to 20 small letters, digits and hyphens. */
  readonly name: string;
  /** unix:///path or tcp://host:port. */
  readonly url: string;
}

const MOST = 10;

/** Reads `DOCKER_HOSTS`: `name=url,name=url`. `faults` are sentences for people, all of them at once; empty when there are none. */
export function parseDockerHosts(value: string): { hosts: DockerHost[]; faults: string[] } {
  const entries = value
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const hosts = entries.map((entry) => {
    const [name = '', ...rest] = entry.split('=');
    return { name: name.trim(), url: rest.join('=').trim() };
  });
  const faults = hosts.flatMap((host, index) => faultsOf(host, hosts.slice(0, index)));
  if (hosts.length > MOST) faults.push(`has ${hosts.length} hosts; it takes at most ${MOST}`);
  return { hosts, faults };
}

function faultsOf({ name, url }: DockerHost, before: readonly DockerHost[]): string[] {
  const faults: string[] = [];
  if (url === '') return [`"${name}" is not name=url`];
  if (!/^[a-z0-9-]{1,20}$/.test(name))
    faults.push(`"${name}" is no name: it takes 1 to 20 small letters, digits and hyphens`);
  if (before.some((other) => other.name === name)) faults.push(`"${name}" is named twice`);
  const address = parseDockerAddress(url);
  if (address === null || address.kind === 'off')
    faults.push(`"${url}" of "${name}" must be unix:///path/to/docker.sock or tcp://host:port`);
  return faults;
}
