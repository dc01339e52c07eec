/** Puts the cursor into a field, wherever in it the control is. */
export function jumpTo(form: HTMLElement | null, path: string): void {
  const field = form?.querySelector(`[data-field=${CSS.escape(path)}]`);
  const section = field?.closest('details');
  if (section) section.open = true;
  const control = field?.querySelector('input:checked, input, textarea, select');
  if (control instanceof HTMLElement) control.focus();
}
