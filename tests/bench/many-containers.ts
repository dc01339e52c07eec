// A Docker of many containers that are all busy, for measuring what reading them costs. Run as a process of its own; prints its socket.
import { z } from 'zod';
import { FakeDockerDaemon, recorded } from '../fakes/docker-daemon.ts';

const READINGS = 60;
const STEP_MS = 2_000;

const { CONTAINERS = '' } = process.env;
const Row = z.looseObject({
  Id: z.string(),
  Names: z.array(z.string()),
  Labels: z.looseObject({}),
});
const [pattern] = z.tuple([Row], Row).parse(recorded('containers'));
const Reading = z.looseObject({
  read: z.string(),
  cpu_stats: z.looseObject({ cpu_usage: z.looseObject({ total_usage: z.number() }) }),
});
const first = Reading.parse(recorded('stats-worker-a'));

/** The reading after so many steps of a container that takes a tenth of a core. */
function later(steps: number): unknown {
  const { cpu_stats: cpu, read } = first;
  const used = cpu.cpu_usage.total_usage + steps * STEP_MS * 1e5;
  return {
    ...first,
    read: new Date(Date.parse(read) + steps * STEP_MS).toISOString(),
    cpu_stats: { ...cpu, cpu_usage: { ...cpu.cpu_usage, total_usage: used } },
  };
}

const daemon = await FakeDockerDaemon.start();
const readings = Array.from({ length: READINGS }, (_, step) => later(step));
daemon.containers = Array.from({ length: Number(CONTAINERS) }, (_, index) => {
  const id = index.toString(16).padStart(64, 'c');
  daemon.setStats(id, readings);
  const number = String(index + 1);
  const labels = { ...pattern.Labels, 'com.docker.compose.container-number': number };
  return { ...pattern, Id: id, Names: [`/proto-worker-${number}`], Labels: labels };
});
console.log(daemon.host);
process.once('SIGTERM', () => {
  daemon.close().finally(() => process.exit());
});
