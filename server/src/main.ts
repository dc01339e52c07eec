import { makeKeys } from '@taskdeck/tasks';
import { pino } from 'pino';
import { makeJobIds } from './job-ids.ts';
import { parseConfig } from './config.ts';
import { makeServer } from './server.ts';
import { readVersion } from './version.ts';

const config = parseConfig(process.env);
const log = pino({
  level: config.logLevel,
  base: { process: 'server' },
  redact: ['req.headers.authorization', 'req.headers.cookie'],
});
const server = await makeServer(config, {
  keys: makeKeys(config.keyPrefix),
  log,
  now: Date.now,
  newId: makeJobIds(Date.now),
  version: readVersion(),
});

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'Stopping');
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'Stopped with an error');
        process.exit(1);
      },
    );
  });
}

await server.start();
log.info({ host: config.host, port: config.port }, 'Listening');
// Plain, because it is for people: once, to whoever starts the server. The secret is in the fragment, which browsers keep to themselves.
server.signInLink().then(
  (link) =>
    console.log(
      link === null
        ? `Sign in at ${config.publicUrl}/sign-in`
        : `Sign in once, within 24 h: ${link}`,
    ),
  (error: unknown) => log.error({ err: error }, 'No sign-in link could be made'),
);
