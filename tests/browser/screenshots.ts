import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { z } from 'zod';
import { launchChromium } from '../support/chromium.ts';
import { waitFor } from '../support/wait-for.ts';
import { settled } from '../support/page-checks.ts';
import { shrinkPng } from './png.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const USAGE = `Takes the README's screenshots of a stack that runs, after some minutes of work for it:
  npm run screenshots -- 'http://localhost:8080/sign-in#…' [minutes]
The sign-in link is the newest of: docker compose logs server`;
const TICK_MS = 2_000;

const Submitted = z.object({ id: z.string() });
type Submission = { task: string; input: object; options?: object };

const sleep = (durationMs: number, failureRate = 0): Submission => ({
  task: 'sleep',
  input: { durationMs, steps: 20, failureRate },
  options: { attempts: failureRate > 0 ? 2 : 3 },
});
const tooSlow: Submission = {
  task: 'sleep',
  input: { durationMs: 30_000 },
  options: { attempts: 1, timeoutMs: 4_000 },
};

/** What is submitted in each tick: a steady flow with a wave once a minute, and a failure now and then. */
function workOf(tick: number): Submission[] {
  const work = [sleep(2_000 + ((tick * 700) % 5_000))];
  if (tick % 30 < 8) work.push(sleep(4_000), sleep(6_000));
  if (tick % 4 === 1) work.push({ task: 'process-batch', input: { iterations: 250 } });
  if (tick % 6 === 2) work.push({ task: 'monte-carlo', input: { seed: tick, paths: 100_000 } });
  if (tick % 20 === 7) work.push(sleep(3_000, 1));
  if (tick % 45 === 11) work.push(tooSlow);
  return work;
}

async function signIn(context: BrowserContext, link: string): Promise<URL> {
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('button', { name: 'Continue without an account' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await page.close();
  return new URL(link);
}

/** The id of a container of the service worker. */
async function aWorker(context: BrowserContext, origin: string): Promise<string> {
  const Listed = z.object({
    items: z.array(z.object({ id: z.string(), service: z.string().nullable() })),
  });
  const answer = await context.request.get(`${origin}/api/containers`);
  const found = Listed.parse(await answer.json()).items.find(({ service }) => service === 'worker');
  if (found === undefined) throw new Error('There is no container of the service worker.');
  return found.id;
}

async function main(link: string, minutes: number): Promise<void> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const { origin } = await signIn(context, link);
    const submit = async (data: Submission) => {
      const answer = await context.request.post(`${origin}/api/tasks`, {
        headers: { origin },
        data,
      });
      return Submitted.parse(await answer.json()).id;
    };
    for (let tick = 0; tick * TICK_MS < minutes * 60_000; tick++) {
      await Promise.all([...workOf(tick).map(submit), pause(TICK_MS)]);
    }
    const option = await submit({ task: 'monte-carlo', input: {}, options: { priority: 'high' } });
    await waitFor(
      async () => {
        const answer = await context.request.get(`${origin}/api/tasks/${option}`);
        return z.object({ state: z.string() }).parse(await answer.json()).state === 'completed';
      },
      { timeoutMs: 180_000, what: 'the option to be priced' },
    );
    // More than the slots there are, and longer than the pictures take, so that some run and some wait.
    const long = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((n) => sleep(20_000 + n * 4_000));
    const priced: Submission = { task: 'monte-carlo', input: { paths: 6_000_000 } };
    await Promise.all([priced, priced, ...long, sleep(5_000), sleep(5_000)].map(submit));

    await mkdir(FOLDER, { recursive: true });
    const page = await context.newPage();
    await shoot(page, `${origin}/?range=15m`, 'overview', ['light', 'dark']);
    await shoot(page, `${origin}/containers`, 'containers', ['light']);
    await shoot(page, `${origin}/containers/${await aWorker(context, origin)}`, 'container', [
      'light',
    ]);
    await shoot(page, `${origin}/networks`, 'networks', ['light']);
    await shoot(page, `${origin}/startup`, 'startup', ['light']);
    await shoot(page, `${origin}/timeline`, 'timeline', ['light']);
    await shoot(page, `${origin}/hardening`, 'hardening', ['light']);
    await shoot(page, `${origin}/jobs/${option}`, 'job', ['light']);
  } finally {
    await browser.close();
  }
}

async function shoot(page: Page, url: string, name: string, schemes: ('light' | 'dark')[]) {
  await page.goto(url);
  await settled(page);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Live pages move; the history does so every 10 s. Then all of a picture is from the same time.
    await pause(11_000);
    const path = `${FOLDER}${name}-${colorScheme}.png`;
    await writeFile(path, shrinkPng(await page.screenshot()));
  }
}

const [, , link, minutes = '10'] = process.argv;
if (link === undefined || !URL.canParse(link)) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else await main(link, Number(minutes));
