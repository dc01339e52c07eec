import type { ContainerFacts } from '@taskdeck/server/schemas/container-detail';

/** What a container is made of; give what matters to the test. */
export function fakeFacts(some: Partial<ContainerFacts> & { id: string }): ContainerFacts {
  return {
    imageId: `sha256:${'e'.repeat(64)}`,
    restartPolicy: 'unless-stopped',
    ports: [],
    mounts: [],
    hardening: {
      readOnlyRoot: true,
      user: '1000',
      privileged: false,
      noNewPrivileges: true,
      droppedCapabilities: ['ALL'],
      addedCapabilities: [],
      init: true,
    },
    healthCheck: { intervalMs: 30_000, timeoutMs: 3_000, startPeriodMs: 10_000, retries: 3 },
    dependsOn: [],
    ...some,
  };
}
