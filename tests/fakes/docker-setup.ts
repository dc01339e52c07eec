import { createDockerEngine } from '@taskdeck/server/docker/create-docker-engine';
import type { DockerEngineOptions } from '@taskdeck/server/docker/create-docker-engine';
import { FakeDockerDaemon } from './docker-daemon.ts';

/** The limit of one question where it is none of the test's business: however busy the machine is, no answer comes too late. */
export const UNHURRIED_MS = 60_000;

/** The real adapter in front of a fake daemon. Concurrent tests have each their own `onTestFinished`. */
export async function setUpDocker(
  onTestFinished: (cleanUp: () => Promise<void>) => void,
  options: Partial<DockerEngineOptions> = {},
) {
  const daemon = await FakeDockerDaemon.start();
  const warnings: string[] = [];
  const clock = { ms: Date.UTC(2026, 10, 22) };
  const engine = createDockerEngine({
    host: daemon.host,
    project: 'proto',
    log: { info: () => {}, warn: (_: unknown, text?: string) => warnings.push(text ?? '') },
    now: () => clock.ms,
    callMs: UNHURRIED_MS,
    ...options,
  });
  onTestFinished(async () => {
    await engine.close();
    await daemon.close();
  });
  return { daemon, engine, warnings, clock };
}
