// `npm run bench`: the numbers that we hold ourselves to, as ratios within one run. About two minutes; leave the machine
// alone meanwhile. Ends with 1 if a limit is broken.
import { measureContainers } from './containers.ts';
import { measureIdle } from './idle.ts';
import { measureStack } from './stack.ts';
import { measureStart } from './start.ts';
import { measureSubmit } from './submit.ts';
import { table, type Row } from './table.ts';

const rows: Row[] = [];
for (const [name, measure] of [
  ['start and first load', measureStart],
  ['memory and tabs', measureIdle],
  ['many containers', async () => [await measureContainers()]],
  ['the stack', measureStack],
  ['submit', measureSubmit],
] as const) {
  console.log(`measuring: ${name}`);
  rows.push(...(await measure()));
}
console.log(`\n${table(rows)}`);
process.exitCode = rows.some(({ holds }) => holds === false) ? 1 : 0;
