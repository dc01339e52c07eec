import { JobError, MAX_RESULT_BYTES, type TaskContext, type TaskDefinition } from '@taskdeck/tasks';

/**
 * Runs a task where it is called, on the worker's own loop or on a thread, and answers its result.
 * @throws JobError RESULT_TOO_LARGE
 */
export async function execute(
  task: TaskDefinition,
  input: unknown,
  context: TaskContext,
): Promise<unknown> {
  const result = await task.execute(input, context);
  checkSize(result);
  return result;
}

/** As Redis will hold it. What JSON can't hold (a cycle, a BigInt) is the task's own error. */
function checkSize(result: unknown): void {
  const bytes = result === undefined ? 0 : Buffer.byteLength(JSON.stringify(result) ?? '');
  if (bytes > MAX_RESULT_BYTES)
    throw new JobError(
      'RESULT_TOO_LARGE',
      `The result has ${bytes} bytes as JSON; at most ${MAX_RESULT_BYTES} are kept: write a file, or answer less`,
    );
}
