import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';

export interface FirstLoad {
  /** Path and gzipped size in bytes of every script and style sheet, largest first. */
  readonly files: readonly { readonly path: string; readonly gzippedBytes: number }[];
  readonly gzippedBytes: number;
}

/** What a browser that never was here loads until the overview is shown, to which the sign-in link `link` leads: its JavaScript and CSS. */
export async function firstLoad(browser: Browser, link: string): Promise<FirstLoad> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sizes = new Map<string, Promise<number>>();
  page.on('response', (response) => {
    if (!['script', 'stylesheet'].includes(response.request().resourceType())) return;
    const { pathname } = new URL(response.url());
    sizes.set(
      pathname,
      response.body().then((body) => gzipSync(body, { level: 9 }).length),
    );
  });
  await page.goto(link);
  await page.getByRole('button', { name: 'Continue without an account' }).click();
  // The overview is there with the last of its parts, the charts. What comes later is not of the first load, and its body could not be had
  // from a page that is closed.
  await page.waitForURL((url) => url.pathname === '/');
  await page.locator('canvas').first().waitFor();
  page.removeAllListeners('response');
  const files = await Promise.all(
    [...sizes].map(async ([path, size]) => ({ path, gzippedBytes: await size })),
  );
  await context.close();
  return {
    files: files.toSorted((a, b) => b.gzippedBytes - a.gzippedBytes),
    gzippedBytes: files.reduce((sum, { gzippedBytes }) => sum + gzippedBytes, 0),
  };
}
