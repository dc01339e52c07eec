import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

/** Both themes, on a desk and on a phone: scheme and width of the window in px. */
export const LOOKS = [
  ['light', 1440],
  ['light', 375],
  ['dark', 1440],
  ['dark', 375],
] as const;

const AxeResults = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** Every violation that axe finds with all of its rules (WCAG 2.2 AA and best practice), as text. */
async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then((results) => results.violations)',
  );
  return AxeResults.parse(found).map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`,
  );
}

/** How many px the page could be scrolled sideways; also where a part between the window and its main part would. */
function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(async () => {
    // Another font is another width.
    await document.fonts.ready;
    let most = 0;
    for (let part = document.querySelector('main'); part !== null; part = part.parentElement)
      most = Math.max(most, part.scrollWidth - part.clientWidth);
    return most;
  });
}

/** Where elements are nested as HTML does not allow (a list in a paragraph, a button in a button): a parser would place them elsewhere. */
function misnested(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    // Not with its styles: those that stand in HTML are refused.
    const html = document.body.outerHTML.replaceAll(/ style="[^"]*"/g, '');
    const parsed = new DOMParser().parseFromString(html, 'text/html').body.outerHTML;
    if (html === parsed) return [];
    let at = 0;
    while (html[at] === parsed[at]) at++;
    return [
      `Nested as no HTML: ${html.slice(Math.max(0, at - 200), at)} >>> ${html.slice(at, at + 100)}`,
    ];
  });
}

/** What is wrong with how a page looks: all that axe finds, what is nested as no HTML is, and what is wider than the window. */
export async function lookFaults(page: Page): Promise<string[]> {
  const px = await sidewaysScroll(page);
  const faults = [...(await axeViolations(page)), ...(await misnested(page))];
  return px > 0 ? [...faults, `${px} px too wide`] : faults;
}

/** Waits until what the page asked for is there: nothing is loading, the fonts are in place, the stream is live. */
export async function settled(page: Page): Promise<void> {
  await page.getByText('Live', { exact: true }).first().waitFor({ state: 'attached' });
  await page.getByLabel('Loading').first().waitFor({ state: 'detached' });
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
}
