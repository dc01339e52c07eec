/** What could end a line, reorder text around it, or make a terminal do something. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** A stranger's text as it may be shown: on one line, no longer than `most` characters, with what was cut off or replaced to be seen. */
export function shownText(text: string, most: number): string {
  const short = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return short.replace(CONTROLS, '�');
}
