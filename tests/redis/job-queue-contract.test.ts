import { jobActionsContract } from '../contracts/job-actions.ts';
import { jobQueueContract } from '../contracts/job-queue.ts';
import { makeBullmqHarness } from '../support/bullmq-harness.ts';

jobQueueContract('BullMQ on a real Redis', makeBullmqHarness);
jobActionsContract('BullMQ on a real Redis', makeBullmqHarness);
