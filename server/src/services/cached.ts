/** More than there are containers and ranges; what is older goes first. */
const MOST = 500;

/** Reads again only when the last answer for a key is older than `ms`: twenty tabs cost what one does. Failures are not kept. */
export function cached<K extends string, V>(
  ms: number,
  now: () => number,
  read: (key: K) => Promise<V>,
): (key: K) => Promise<V> {
  const answers = new Map<K, { at: number; answer: Promise<V> }>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined && now() - known.at < ms) return known.answer;
    const answer = read(key);
    answers.delete(key);
    answers.set(key, { at: now(), answer });
    answer.catch(() => {
      if (answers.get(key)?.answer === answer) answers.delete(key);
    });
    const [oldest] = answers.keys();
    if (answers.size > MOST && oldest !== undefined) answers.delete(oldest);
    return answer;
  };
}
