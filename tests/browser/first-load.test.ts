import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium, NO_CHROMIUM } from '../support/chromium.ts';
import { firstLoad } from '../support/first-load.ts';
import { startServer, type TestServer } from '../support/processes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { ROOT } from '../support/source-files.ts';

const found = findChromium();
if (found === null) process.stderr.write(`${NO_CHROMIUM}\n`);

describe.skipIf(found === null)('the first load', () => {
  let redis: TestRedis;
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    redis = await startRedis();
    [server, browser] = await Promise.all([
      startServer(redis, { WEB_ROOT: join(ROOT, 'web/dist') }),
      launchChromium(),
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
    await redis.remove();
  });

  it('is at most 250 kB of gzipped JavaScript and CSS', async () => {
    const link = new URL(await server.signInLink());
    const { files, gzippedBytes } = await firstLoad(
      browser,
      `${server.url}${link.pathname}${link.hash}`,
    );
    const list = files.map((file) => `${file.path} ${Math.round(file.gzippedBytes / 1000)} kB`);
    expect(files.length).toBeGreaterThan(2);
    expect(
      gzippedBytes,
      `Load what the overview does not need when it is needed. Now:\n${list.join('\n')}`,
    ).toBeLessThanOrEqual(250_000);
  });
});
