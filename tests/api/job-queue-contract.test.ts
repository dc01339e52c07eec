import { jobQueueContract } from '../contracts/job-queue.ts';
import { FakeJobQueue } from '../fakes/job-queue.ts';

jobQueueContract('the fake', async () => {
  const queue = new FakeJobQueue();
  return {
    queue,
    start: async (id) => queue.start(id),
    complete: async (id, result) => queue.end(id, null, result),
    close: () => queue.close(),
  };
});
