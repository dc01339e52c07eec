import { type Children, findTask, JobError } from '@taskdeck/tasks';
import { getHeapStatistics } from 'node:v8';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { execute } from './execute.ts';
import { ThreadLink } from './thread-link.ts';
import type { FromThread, ThreadData, ThreadError, ToThread } from './thread-protocol.ts';

type End = Omit<Extract<FromThread, { type: 'end' }>, 'type' | 'run' | 'heapBytes'>;

const refuse = () =>
  Promise.reject(new Error('A task on a thread has no children: let it run inline'));
const NO_CHILDREN: Children = { ended: refuse, wait: refuse, cancelRest: refuse };

/** Runs one task after the other, as the worker tells. */
function serve(port: MessagePort, { settings }: ThreadData): void {
  let link: ThreadLink | null = null;

  const receive = (message: ToThread) => {
    if (message.type === 'start') void runTask(message);
    else link?.take(message);
  };
  const runTask = async (start: Extract<ToThread, { type: 'start' }>) => {
    const { run, task, input, jobId, attempt } = start;
    const mine = new ThreadLink(port, run, receive);
    link = mine;
    const context = {
      jobId,
      attempt,
      settings,
      get signal() {
        return mine.look();
      },
      progress: mine.report.bind(mine),
      log: mine.log.bind(mine),
      values: mine.values,
      children: NO_CHILDREN,
      random: Math.random,
      now: () => performance.now(),
    };
    let end: End;
    try {
      const definition = findTask(task);
      if (!definition) throw new JobError('TASK_UNKNOWN', `No task is called ${task}`);
      end = { result: await execute(definition, input, context), error: null };
    } catch (thrown) {
      end = { result: null, error: toError(thrown) };
    }
    mine.finish();
    sendEnd(port, run, end);
  };
  port.on('message', receive);
  // A promise that a task left floating fails nobody else's work.
  process.on('unhandledRejection', (error) => {
    link?.log(`Unhandled rejection: ${String(error)}`, 'error');
  });
}

function sendEnd(port: MessagePort, run: number, end: End): void {
  const heapBytes = getHeapStatistics().used_heap_size;
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort, not a window
    port.postMessage({ type: 'end', run, heapBytes, ...end } satisfies FromThread);
  } catch (thrown) {
    // A result that can't be cloned, such as one with a function in it.
    const error = toError(thrown);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a MessagePort, not a window
    port.postMessage({ type: 'end', run, heapBytes, result: null, error } satisfies FromThread);
  }
}

function toError(thrown: unknown): ThreadError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message, stack } = error;
  return {
    name,
    message,
    stack: stack ?? null,
    code: error instanceof JobError ? error.code : null,
  };
}

if (parentPort) serve(parentPort, workerData);
