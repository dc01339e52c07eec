// @ts-check
// The processes of `npm start`: how one is run, kept running and ended.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A running process.
 * @typedef {object} Running
 * @property {Promise<string>} ended resolves with how it ended, for people: `exit code 1`, `SIGKILL`
 * @property {() => Promise<unknown>} stop asks it to end in good order and waits until it has; asking twice means "at once"
 * @property {() => Promise<unknown>} kill SIGKILL
 */

/**
 * A process that is started again when it dies.
 * @typedef {object} Kept
 * @property {() => Promise<unknown>} stop as Running's; it is not started again
 * @property {() => Promise<unknown>} kill likewise
 */

/** So many deaths within a minute are no accident. */
const MOST_DEATHS = 5;
const MINUTE_MS = 60_000;

/**
 * How Node is started for server and workers; the Dockerfiles say the same. With V8's young generation at 4 MB instead of 16 each
 * holds 10 to 25 MB less while idle, a busy worker half, because every thread of tasks has one. What it costs in rate is within
 * the noise of a busy machine.
 */
export const NODE_FLAGS = ['--max-semi-space-size=4'];

/**
 * Runs a script of ours with this Node, in its own process group, so that a terminal's Ctrl-C reaches only us; it ends
 * with us even if we are killed.
 * @param {object} options
 * @param {string} options.script
 * @param {NodeJS.ProcessEnv} options.env
 * @param {(line: string) => void} options.onLine every line of its standard output and standard error
 * @returns {Running}
 */
export function runNode({ script, env, onLine }) {
  const preload = new URL('./end-with-parent.mjs', import.meta.url).href;
  const child = spawn(process.execPath, [...NODE_FLAGS, '--import', preload, script], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', onLine);
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  return {
    ended,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
    kill: () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, 'SIGKILL');
      return ended;
    },
  };
}

/**
 * Starts a process, and again whenever it dies. Gives up, by calling `giveUp` with the reason, when it dies before
 * `isReady`, five times within a minute, or can't be started again. Rejects if the first start does.
 * @param {object} options
 * @param {string} options.name
 * @param {() => Running | Promise<Running>} options.start
 * @param {() => boolean} options.isReady
 * @param {(line: string) => void} options.say
 * @param {(reason: string) => void} options.giveUp
 * @returns {Promise<Kept>}
 */
export async function keepRunning({ name, start, isReady, say, giveUp }) {
  let running = await start();
  const stopping = new AbortController();
  /** @type {number[]} */
  let deaths = [];

  const watch = async () => {
    for (;;) {
      const how = await running.ended;
      if (stopping.signal.aborted) return;
      deaths = [...deaths.filter((at) => at > Date.now() - MINUTE_MS), Date.now()];
      if (!isReady()) return giveUp(`${name} ended while starting (${how})`);
      if (deaths.length >= MOST_DEATHS)
        return giveUp(`${name} ended ${deaths.length} times within a minute (${how})`);
      say(`${name} ended unexpectedly (${how}). Starting it again.`);
      await delay(deaths.length * 500, undefined, { signal: stopping.signal });
      running = await start();
      // Asked to stop while it was starting.
      if (stopping.signal.aborted) void running.stop();
    }
  };
  void watch().catch((error) => {
    if (!stopping.signal.aborted) giveUp(`${name} can't be started again: ${String(error)}`);
  });

  return {
    stop: () => {
      stopping.abort();
      return running.stop();
    },
    kill: () => {
      stopping.abort();
      return running.kill();
    },
  };
}
