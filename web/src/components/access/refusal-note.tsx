import { Note } from '../../ui/notices.tsx';
import type { Refusal } from './sign-in-words.ts';

/** Why somebody was not let in. Read out once; the time to wait counts down silently. */
export function RefusalNote({ refusal: { title, detail } }: { readonly refusal: Refusal }) {
  return (
    <Note tone="fail" icon="failed">
      <b role="alert">{title}</b> {detail}
    </Note>
  );
}
