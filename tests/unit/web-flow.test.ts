import { describe, expect, it } from 'vitest';
import {
  countsOf,
  idsOf,
  stateOfNode,
  type FlowNode,
} from '../../web/src/components/flow/flow-words.ts';

type Job = FlowNode['jobs'][number];

const job = (id: string, state: Job['state'], errorCode: Job['errorCode'] = null): Job => ({
  id,
  index: null,
  state,
  errorCode,
});
const node = (...jobs: Job[]): FlowNode => ({
  key: 'work',
  task: 'sleep',
  after: [],
  each: null,
  jobs,
});

describe('a flow', () => {
  const mixed = node(
    job('a', 'completed'),
    job('b', 'active'),
    job('c', 'failed', 'CANCELLED'),
    job('d', 'completed'),
    job('e', null),
  );

  it('calls a step by what matters first in it', () => {
    expect(stateOfNode(mixed)).toBe('cancelled');
    expect(stateOfNode(node(...mixed.jobs, job('f', 'failed', 'TASK_FAILED')))).toBe('failed');
    expect(stateOfNode(node())).toBeNull();
    expect(stateOfNode(node(job('e', null)))).toBeNull();
  });

  it('counts the jobs of a step, loudest first and removed ones last', () => {
    expect(countsOf(mixed)).toEqual([
      ['cancelled', 1],
      ['active', 1],
      ['completed', 2],
      ['removed', 1],
    ]);
  });

  it('knows every job that it shows', () => {
    const levels = [[node(job('a', 'completed'))], [node(job('b', 'active')), mixed]];
    expect(idsOf({ onFailure: 'stop', levels })).toEqual(['a', 'b', 'a', 'b', 'c', 'd', 'e']);
  });
});
