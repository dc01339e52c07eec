// An example for `run-program`: says how far it is on standard output and leaves a file in its working directory.
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

const [steps, seed] = process.argv.slice(2).map(Number);
const file = createWriteStream('walk.csv');
file.write('step,position\n');
let state = seed;
let position = 0;
for (let step = 1; step <= steps; step += 1) {
  // Numerical Recipes' linear congruential generator.
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  position += state >= 2_147_483_648 ? 1 : -1;
  file.write(`${step},${position}\n`);
  if (step % Math.ceil(steps / 10) === 0)
    process.stdout.write(`Step ${step} of ${steps}: at ${position}\n`);
}
file.end();
await finished(file);
