/** Cut short by an ellipsis: at the line's end, or after some lines. */
function isCut(element: HTMLElement): boolean {
  const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(element);
  if (overflowX !== 'hidden') return false;
  if (textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth) return true;
  return webkitLineClamp !== 'none' && element.scrollHeight > element.clientHeight;
}

const ours = new WeakSet<HTMLElement>();

/** Text that is cut short where it is pointed at has all of it as its title, for as long as there is none of its own. */
export function tellClipped(root: Document): void {
  root.addEventListener('pointerover', ({ target }) => {
    const around = target instanceof HTMLElement ? target : null;
    for (let element = around; element !== null; element = element.parentElement) {
      if (element.title !== '' && !ours.has(element)) return;
      if (!isCut(element)) continue;
      ours.add(element);
      element.title = element.textContent.trim();
      return;
    }
  });
}
