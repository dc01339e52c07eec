import type { Page } from 'playwright-core';
import { z } from 'zod';

const Texts = z.array(z.string());

/** From the next page on: notes what hostile texts did (they call `hit`), what the content security policy forbade, and dialogs. */
export async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const traps: string[] = [];
    Object.assign(globalThis, { traps, hit: (place: string) => void traps.push(`ran: ${place}`) });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) =>
      traps.push(`violated ${violatedDirective}: ${sample}`),
    );
    for (const name of ['alert', 'confirm', 'prompt'])
      Object.assign(globalThis, { [name]: () => void traps.push(`dialog: ${name}`) });
  });
  page.on('dialog', (dialog) => void dialog.dismiss());
}

/** What was noted on this page, and markup that came from a text. */
export async function trapsOf(page: Page): Promise<string[]> {
  return Texts.parse(
    await page.evaluate(() => {
      const noted: unknown = Reflect.get(globalThis, 'traps');
      const found = [
        ...document.querySelectorAll(
          '[onerror], [onload], img[src="x"], script:not([src]), iframe, object, a[href^="javascript:" i], a[href^="//"]',
        ),
      ];
      return [
        ...(Array.isArray(noted) ? noted : ['nothing was noted']),
        ...found.map((element) => `markup: ${element.outerHTML.slice(0, 200)}`),
      ];
    }),
  );
}

/** Elements that cut a hostile text off without a way to read it: no title on them or around them, no scrolling, no control. */
export async function hiddenTexts(page: Page): Promise<string[]> {
  return Texts.parse(
    await page.evaluate(() => {
      const hidden: string[] = [];
      for (const element of document.querySelectorAll('body *')) {
        const text = element.textContent ?? '';
        if (!(element instanceof HTMLElement) || !text.includes("hit('")) continue;
        const { overflowX, overflowY } = getComputedStyle(element);
        const cut =
          (['hidden', 'clip'].includes(overflowX) &&
            element.scrollWidth > element.clientWidth + 1) ||
          (['hidden', 'clip'].includes(overflowY) &&
            element.scrollHeight > element.clientHeight + 4);
        // As when one points at it.
        element.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        // For readers of the page aloud only.
        const isUnseen = element.clientWidth <= 1 || element.closest('.vh') !== null;
        const title = element.closest('[title]') ?? element.querySelector('[title]');
        const isTold = (title?.getAttribute('title') ?? '') !== '';
        if (cut && !isUnseen && !isTold)
          hidden.push(`${element.tagName}.${element.className}: ${text.slice(0, 80)}`);
      }
      return hidden;
    }),
  );
}
