import { jobActionsContract } from '../contracts/job-actions.ts';
import { jobQueueContract } from '../contracts/job-queue.ts';
import type { QueueHarness } from '../contracts/queue-harness.ts';
import { FakeJobQueue } from '../fakes/job-queue.ts';

async function makeHarness(): Promise<QueueHarness> {
  const queue = new FakeJobQueue();
  return {
    queue,
    start: async (id) => queue.start(id),
    complete: async (id, result) => queue.end(id, null, result),
    fail: async (id, message) => queue.end(id, { code: 'TASK_FAILED', message }),
    log: async (id, messages) => messages.forEach((message) => queue.addLog(id, message)),
    close: () => queue.close(),
  };
}

jobQueueContract('the fake', makeHarness);
jobActionsContract('the fake', makeHarness);
