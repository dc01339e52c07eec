import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { App } from './app.ts';
import { type Config, ConfigError, parseConfig } from './config.ts';
import { parseContainerId } from './container-id.ts';
import { Stop } from './stop.ts';

/** The file's text, or nothing where there is none: other systems have no /proc. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function configOrExit(): Config {
  try {
    return parseConfig(process.env, (path) => readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

const config = configOrExit();
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));
const identity = {
  id: uuidv7(),
  host: hostname(),
  containerId: parseContainerId(
    readIfThere('/proc/self/mountinfo'),
    readIfThere('/proc/self/cgroup'),
  ),
  pid: process.pid,
  version,
};
const log = pino({ level: config.logLevel, base: { worker: identity.id } });

// A promise that a task left floating fails nobody else's work.
process.on('unhandledRejection', (error) => log.error({ err: error }, 'Unhandled rejection'));

const app: App = new App(config, identity, log, () => stop.request('asked by the panel'));
const stop = new Stop(app, config.graceMs, log);
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.request(name));
const { id: _id, ...facts } = identity;
log.info({ ...facts, queues: config.queues }, 'Worker started');

process.exit(await stop.ended);
