import type { z } from 'zod';
import type { TaskDefinition } from './define-task.ts';
import { classifyText } from './tasks/classify-text.ts';
import { combineEstimates } from './tasks/combine-estimates.ts';
import { drawSeeds } from './tasks/draw-seeds.ts';
import { flow } from './tasks/flow.ts';
import { monteCarlo } from './tasks/monte-carlo.ts';
import { notify } from './tasks/notify.ts';
import { processBatch } from './tasks/process-batch.ts';
import { runProgram } from './tasks/run-program.ts';
import { sleep } from './tasks/sleep.ts';
import { trainClassifier } from './tasks/train-classifier.ts';

/** Every task of the product, in the order of the form. A new task is a new file and a line here. */
export const TASKS = [
  monteCarlo,
  processBatch,
  sleep,
  notify,
  runProgram,
  classifyText,
  trainClassifier,
  flow,
  drawSeeds,
  combineEstimates,
] as const satisfies readonly TaskDefinition[];
export type TaskName = (typeof TASKS)[number]['name'];

type ByName = { [Task in (typeof TASKS)[number] as Task['name']]: Task };
/** What a submission of the task may give as its input; fields with a default may be left out. */
export type TaskInput<Name extends TaskName> = z.input<ByName[Name]['input']>;
/** What a completed job of the task has as its result. */
export type TaskResult<Name extends TaskName> = z.output<ByName[Name]['result']>;

const byName: ReadonlyMap<string, TaskDefinition> = new Map(TASKS.map((task) => [task.name, task]));

/** The task of that name, or undefined: names from outside are not trusted to exist. */
export function findTask(name: string): TaskDefinition | undefined {
  return byName.get(name);
}
