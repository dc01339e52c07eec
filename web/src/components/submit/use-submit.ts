import type { Submission, Submitted } from '@taskdeck/server/schemas/job';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTRPC } from '../../trpc.ts';

/** 128 random bits in hex. Not `crypto.randomUUID`: over plain http from another machine the browser has none. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/**
 * Sends a submission. When no clear answer came (the network, Redis), the job may exist all the same: so the same content is
 * sent again under the same idempotency key, and answers that job instead of making a second one.
 */
export function useSubmit(onSubmitted: (job: Submitted) => void) {
  const unanswered = useRef<{ content: string; key: string } | null>(null);
  // What was sent is forgotten with the page: there may be secrets in it.
  const mutation = useMutation(useTRPC().tasks.submit.mutationOptions({ gcTime: 0 }));
  return {
    ...mutation,
    send: async (submission: Submission) => {
      const content = JSON.stringify(submission);
      if (unanswered.current?.content !== content)
        unanswered.current = { content, key: randomKey() };
      const { key } = unanswered.current;
      const job = await mutation.mutateAsync({
        ...submission,
        options: { idempotencyKey: key, ...submission.options },
      });
      unanswered.current = null;
      onSubmitted(job);
    },
  };
}
