import { expect } from 'vitest';
import { serviceOf, type Container } from './container.ts';

/** The docker gate owns the socket as root without capabilities; the one-shot hands files to their users. */
const ROOT_SERVICES = ['docker-gate', 'secrets'];
const ONE_SHOTS = ['secrets'];

/** Everything that each service of the stack is held to; what fails names the service. */
export function expectHardened(container: Container): void {
  const service = serviceOf(container);
  const { HostConfig: host, Config: config } = container;
  const oneShot = ONE_SHOTS.includes(service);
  expect({
    service,
    memory: host.Memory > 0,
    reservation: host.MemoryReservation > 0,
    cpus: host.NanoCpus > 0,
    pids: (host.PidsLimit ?? 0) > 0,
    readOnly: host.ReadonlyRootfs,
    capDrop: host.CapDrop,
    capAdd: host.CapAdd ?? [],
    noNewPrivileges: host.SecurityOpt?.some((one) => one.startsWith('no-new-privileges')),
    privileged: host.Privileged,
    init: host.Init,
    restart: host.RestartPolicy.Name,
    logRotation: 'max-size' in host.LogConfig.Config && 'max-file' in host.LogConfig.Config,
    healthCheck: config.Healthcheck !== undefined,
    root: ['', 'root', '0', '0:0'].includes(config.User),
    socket: container.Mounts.some(({ Source }) => Source.endsWith('docker.sock')),
  }).toEqual({
    service,
    memory: true,
    reservation: true,
    cpus: true,
    pids: true,
    readOnly: true,
    capDrop: ['ALL'],
    capAdd: oneShot ? ['CAP_CHOWN'] : [],
    noNewPrivileges: true,
    privileged: false,
    init: true,
    restart: oneShot ? 'no' : 'unless-stopped',
    logRotation: true,
    healthCheck: !oneShot,
    root: ROOT_SERVICES.includes(service),
    socket: service === 'docker-gate',
  });
}

/** `host address:port` of everything that a container publishes. */
export function published(container: Container): string[] {
  return Object.values(container.NetworkSettings.Ports)
    .flatMap((bindings) => bindings ?? [])
    .map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}`);
}
