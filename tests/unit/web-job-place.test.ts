import { describe, expect, it } from 'vitest';
import { placeName } from '../../web/src/components/job/job.ts';

const container = (name: string | null, service: string | null) => ({ id: 'c', name, service });

describe('where an attempt ran', () => {
  it.each([
    ['worker-2', container('taskdeck-worker-2', 'worker')],
    ['my-worker-worker-12', container('my-worker-worker-12', null)],
    ['worker-12', container('my-worker-worker-12', 'worker')],
    ['renamed', container('renamed', 'worker')],
    ['198c2a9908cc', container(null, null)],
    ['198c2a9908cc', null],
  ])('is called %s', (name, place) => {
    expect(placeName({ host: '198c2a9908cc', container: place })).toBe(name);
  });
});
