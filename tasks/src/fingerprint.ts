/**
 * What failures with one cause have in common: task, code, and the message without what differs from job to job (numbers, ids, addresses, quoted
 * texts, paths). Pure, the same in every process; 16 hexadecimal digits (FNV-1a over UTF-16 units, twice 32 bits).
 */
export function fingerprint(task: string, code: string, message: string): string {
  const text = `${task}\n${code}\n${commonPart(message)}`;
  return fnv(text, 0x811c9dc5) + fnv(text, 0x050c5d1f);
}

/** The first line of a message with what differs from job to job replaced by a word in angle brackets. */
export function commonPart(message: string): string {
  const [line = ''] = message.slice(0, 500).split('\n', 1);
  return (
    line
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>')
      .replaceAll(/\bhttps?:\/\/[^\s"'<>]+/gi, '<url>')
      // A quotation may have been cut above; an apostrophe alone is none.
      .replaceAll(/"[^"]*(?:"|$)|'[^']*'|`[^`]*(?:`|$)/g, '<text>')
      .replaceAll(/\b0x[0-9a-f]+\b|\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>')
      .replaceAll(/\d+(?:[.:]\d+)*/g, '<n>')
      .trim()
  );
}

function fnv(text: string, basis: number): string {
  let hash = basis;
  for (let i = 0; i < text.length; i += 1)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
