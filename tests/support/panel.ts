import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeSessions } from '@taskdeck/server/auth/sessions';
import { makeKeys } from '@taskdeck/tasks';
import { Redis } from 'ioredis';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { freePort } from '../../scripts/redis.mjs';
import { FakeDockerDaemon } from '../fakes/docker-daemon.ts';
import { findChromium, launchChromium, NO_CHROMIUM } from './chromium.ts';
import { startServer, startWorker, type TestProcess, type TestServer } from './processes.ts';
import { testPrograms } from './programs.ts';
import { startRedis, type TestRedis } from './redis.ts';

const RULES = fileURLToPath(new URL('../../isolation.rules', import.meta.url));
const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Whether the browser tests can run; says how to get a browser where they can't. */
export const hasChromium = findChromium() !== null;
if (!hasChromium) process.stderr.write(`${NO_CHROMIUM}\n`);

export interface PageOptions {
  /** Default `light`. */
  readonly scheme?: 'light' | 'dark';
  /** Of the window, in px; 375 (a phone, 812 high) or wider (900 high). Default 1440. */
  readonly width?: number;
  /** Default true. */
  readonly signedIn?: boolean;
}

/** The product as `npm start` runs it: the built server serves the built panel, with two workers; Docker's recorded answers. */
export interface Panel {
  readonly redis: TestRedis;
  readonly docker: FakeDockerDaemon;
  /** SIGKILL, as a crash would. */
  killServer(): Promise<void>;
  /** Starts the server again after `killServer`, at the same address. */
  restartServer(): Promise<void>;
  /** A page in a tab and profile of its own. What goes wrong in it is collected in `faults`. */
  open(path: string, options?: PageOptions): Promise<Page>;
  /** Errors that were thrown or written to the console, violations of the content security policy among them. */
  faults: string[];
  /** The path of a new one-time sign-in link, as the server prints it at its start. */
  newLink(): Promise<string>;
  /** Submits as another program does; resolves with the id of the job. */
  submit(submission: unknown): Promise<string>;
  /** The same submission so many times in one request. Rejects unless all are taken. */
  submitMany(count: number, submission: unknown): Promise<void>;
  close(): Promise<void>;
}

const Submitted = z.object({ id: z.string() });
const SubmittedMany = z.object({ accepted: z.int() });

/**
 * @param scripts shell scripts by name, which `run-program` may run: tasks that log and fail as a test wants it
 * @param settings of the server, besides those that every test has
 */
export async function startPanel(
  scripts: Readonly<Record<string, string>> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<Panel> {
  if (!existsSync(WEB_ROOT)) throw new Error('The panel is not built: run `npm run build` first.');
  const [redis, docker, browser, port, programs] = await Promise.all([
    startRedis(),
    FakeDockerDaemon.start(),
    launchChromium(),
    freePort(),
    testPrograms(scripts),
  ]);
  const serve = () =>
    startServer(
      redis,
      {
        WEB_ROOT,
        DOCKER_HOST: docker.host,
        DOCKER_PROJECT: 'proto',
        ISOLATION_RULES_FILE: RULES,
        PORT: String(port),
        TASKDECK_TOKEN: token,
        ...programs.env,
        ...settings,
      },
      'build',
    );
  const token = randomBytes(24).toString('base64url');
  let server: TestServer;
  let workers: TestProcess[];
  [server, ...workers] = await Promise.all([
    serve(),
    startWorker(redis, programs.env, 'build'),
    startWorker(redis, programs.env, 'build'),
  ]);
  const cookies = await signIn(browser, server);
  const faults: string[] = [];
  const post = async (path: string, type: string, body: string): Promise<unknown> => {
    const headers = { ...server.headers, 'content-type': `application/${type}` };
    const response = await fetch(`${server.url}/api/tasks${path}`, {
      method: 'POST',
      headers,
      body,
    });
    return response.json();
  };
  return {
    redis,
    docker,
    faults,
    async killServer() {
      await server.kill();
    },
    async restartServer() {
      server = await serve();
    },
    async open(path, { scheme = 'light', width = 1440, signedIn = true } = {}) {
      const context = await browser.newContext({
        baseURL: server.url,
        colorScheme: scheme,
        viewport: { width, height: width === 375 ? 812 : 900 },
        reducedMotion: 'reduce',
      });
      if (signedIn) await context.addCookies(cookies);
      const page = await context.newPage();
      collectFaults(page, faults);
      await page.goto(path);
      return page;
    },
    async newLink() {
      const client = new Redis(redis.url);
      try {
        return `/sign-in#${await makeSessions(client, makeKeys(), Date.now).newLink()}`;
      } finally {
        client.disconnect();
      }
    },
    async submit(submission) {
      return Submitted.parse(await post('', 'json', JSON.stringify(submission))).id;
    },
    async submitMany(count, submission) {
      const row = `${JSON.stringify(submission)}\n`;
      const { accepted } = SubmittedMany.parse(await post('/bulk', 'x-ndjson', row.repeat(count)));
      if (accepted !== count) throw new Error(`Only ${accepted} of ${count} jobs were taken`);
    },
    async close() {
      await browser.close();
      await Promise.all([...workers, server].map((running) => running.stop()));
      await Promise.all([redis.remove(), docker.close(), programs.remove()]);
    },
  };
}

function collectFaults(page: Page, faults: string[]): void {
  const path = () => new URL(page.url()).pathname;
  page.on('pageerror', (error) => faults.push(`${path()}: ${error.message}`));
  page.on('console', (message) => {
    const at = message.location().url;
    // The machine's own networks may change, by Docker for one: the browser gives up what was under way, and pages ask again.
    if (message.text().includes('ERR_NETWORK_CHANGED')) return;
    if (message.type() === 'error') faults.push(`${path()}: ${message.text()} (${at})`);
  });
}

/** Opens the printed link as a person does; the session's cookie serves all pages. */
async function signIn(browser: Browser, server: TestServer) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const link = new URL(await server.signInLink());
  await page.goto(`${server.url}${link.pathname}${link.hash}`);
  await page.getByRole('button', { name: 'Continue without an account' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}
