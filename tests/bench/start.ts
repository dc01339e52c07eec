import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../scripts/redis.mjs';
import { launchChromium, findChromium } from '../support/chromium.ts';
import { firstLoad } from '../support/first-load.ts';
import { ROOT } from '../support/source-files.ts';
import { row, type Row } from './table.ts';

/** How long `npm start` takes on a built clone until it prints its link, and what a browser loads that follows it. */
export async function measureStart(): Promise<Row[]> {
  const dir = await mkdtemp(join(tmpdir(), 'taskdeck-bench-'));
  const port = String(await freePort());
  const began = performance.now();
  const child = spawn('npm', ['start', '--silent'], {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: dir, PORT: port, DOCKER_HOST: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let link = '';
    for await (const line of createInterface({ input: child.stdout })) {
      link = /^Sign in\b.*?(http\S+)/.exec(line)?.[1] ?? '';
      if (link !== '') break;
    }
    if (link === '') throw new Error('npm start ended without a link.');
    const seconds = (performance.now() - began) / 1_000;
    const ready = row('npm start, ready', seconds, { atMost: 15 }, (n) => `${n.toFixed(1)} s`);
    return [ready, await measureFirstLoad(link)];
  } finally {
    const ended = once(child, 'close');
    child.kill('SIGINT');
    await ended;
    await rm(dir, { recursive: true, force: true });
  }
}

async function measureFirstLoad(link: string): Promise<Row> {
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1e3)} kB`;
  const work = 'first load, gzipped JavaScript and CSS';
  if (findChromium() === null)
    return { work, limit: `<= ${kilobytes(250e3)}`, ours: 'needs Chromium', holds: null };
  const browser = await launchChromium();
  try {
    const { gzippedBytes } = await firstLoad(browser, link);
    return row(work, gzippedBytes, { atMost: 250e3 }, kilobytes);
  } finally {
    await browser.close();
  }
}
