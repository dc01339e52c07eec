import { queueControlsContract } from '../contracts/queue-controls.ts';
import { FakeJobQueue } from '../fakes/job-queue.ts';
import { FakeQueueControls } from '../fakes/queue-controls.ts';

queueControlsContract('the fake', async () => {
  const queue = new FakeJobQueue();
  return { queue, controls: new FakeQueueControls(queue), close: () => queue.close() };
});
