import { describe, expect, it } from 'vitest';
import {
  nodeOutcome,
  nodeWords,
  reasonWords,
  serviceOutcome,
  troubleWords,
  type SwarmNode,
  type SwarmService,
} from '../../web/src/components/swarm/swarm-words.ts';
import { ago, NOW } from './web-samples.ts';

const service = (more: Partial<SwarmService>): SwarmService => ({
  id: 'azs9s9f0gqmjuta1dn96w8kx2',
  name: 'web',
  stack: 'shop',
  mode: 'replicated',
  desired: 2,
  running: 2,
  job: null,
  image: 'nginx:1.30',
  troubled: [],
  troubledTotal: 0,
  ...more,
});
const trouble = (more: Partial<SwarmService['troubled'][number]>) => ({
  replica: 1,
  node: 'node-a',
  desired: 'running',
  observed: 'pending',
  since: ago(12),
  error: null,
  exitCode: null,
  failures: 0,
  ...more,
});
const node = (more: Partial<SwarmNode>): SwarmNode => ({
  id: 'lok28fw8j1z1ryo90pagiiugx',
  hostname: 'node-a',
  role: 'worker',
  availability: 'active',
  state: 'ready',
  leader: false,
  cpus: 2,
  memoryBytes: 8 * 1024 ** 3,
  engineVersion: '28.5.2',
  ...more,
});

describe('a service of a Swarm', () => {
  it.each([
    [{}, 'running', '2 of 2 running'],
    [{ troubledTotal: 1 }, 'restarting', '2 of 2 running'],
    [{ running: 1 }, 'starting', '1 of 2 running'],
    [{ running: 0 }, 'broken', '0 of 2 running'],
    [{ desired: 0, running: 0 }, 'stopped', 'scaled to 0'],
    [{ desired: null, running: null }, 'unknown', "can't tell"],
    // As Docker counts a job that is done.
    [{ desired: 1, running: 0, job: { completed: 1, total: 1 } }, 'done', '1 of 1 done'],
    [{ running: 2, job: { completed: 3, total: 9 } }, 'running', '3 of 9 done'],
    [{ running: 0, job: { completed: 0, total: 9 } }, 'starting', '0 of 9 done'],
    [{ job: { completed: 3, total: 9 }, troubledTotal: 1 }, 'broken', '3 of 9 done'],
    [{ running: 0, job: { completed: 0, total: null } }, 'starting', '0 done'],
  ] as const)('%j is %s: %s', (more, health, label) => {
    expect(serviceOutcome(service(more))).toEqual({ health, label });
  });
});

describe('a task that does not run', () => {
  it.each([
    [{}, 'Replica 1 on node-a: pending for 12 s'],
    [{ replica: null, node: null, since: null }, 'Task: pending'],
    [
      { desired: 'shutdown', observed: 'failed', failures: 1 },
      'Replica 1 on node-a: failed 12 s ago, not tried again',
    ],
    [{ failures: 5 }, 'Replica 1 on node-a: pending for 12 s, failed 5 times lately'],
  ])('%j is told as: %s', (more, words) => {
    expect(troubleWords(trouble(more), NOW)).toBe(words);
  });

  it.each([
    [{}, null],
    [{ error: 'task: non-zero exit (137)', exitCode: 137 }, 'task: non-zero exit (137)'],
    [{ error: 'unhealthy', exitCode: 137 }, 'unhealthy, exit code 137'],
    [{ exitCode: 3 }, 'exit code 3'],
    [{ error: 'no suitable node', exitCode: 0 }, 'no suitable node'],
  ])('%j has the reason: %s', (more, words) => {
    expect(reasonWords(trouble(more))).toBe(words);
  });
});

describe('a node', () => {
  it.each([
    [{}, 'running', 'ready'],
    [{ availability: 'drain' }, 'paused', 'drain'],
    [{ state: 'down' }, 'broken', 'down'],
    [{ state: 'disconnected' }, 'unknown', 'disconnected'],
  ])('%j is %s: %s', (more, health, label) => {
    expect(nodeOutcome(node(more))).toEqual({ health, label });
  });

  it('says how large it is, as far as that is known', () => {
    expect(nodeWords(node({}))).toBe('2 CPU · 8 GiB · Docker 28.5.2');
    expect(nodeWords(node({ cpus: null, memoryBytes: null, engineVersion: null }))).toBe('');
  });
});
