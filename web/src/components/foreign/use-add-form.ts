import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { errorWords } from '../../errors.ts';
import { useTRPC } from '../../trpc.ts';
import { type AddDraft, type AddFaults, EMPTY_DRAFT, faultsOf, requestOf } from './add-draft.ts';

/** The form of a new job in the queue of another program: what is typed, what is wrong with it, and sending it. */
export function useAddForm(queue: string, onAdded: (id: string) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const base = useId();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [found, setFound] = useState<AddFaults>({});
  const add = useMutation(
    trpc.foreign.add.mutationOptions({
      onSuccess: async ({ id }) => {
        await queryClient.invalidateQueries(trpc.foreign.pathFilter());
        onAdded(id);
      },
    }),
  );
  const error = add.error && errorWords(add.error);
  const refused = error === null ? {} : faultsOf(error.fields);
  const idOf = (field: string) => `${base}-${field}`;
  const faults = { ...refused, ...found };
  return {
    draft,
    /** null also when the faults say it all. */
    error: Object.keys(refused).length > 0 ? null : error,
    isPending: add.isPending,
    /** Of the frame around a control. */
    frameOf: (field: keyof AddDraft) => ({ id: idOf(field), fault: faults[field] }),
    propsOf: (field: keyof AddDraft) => ({
      id: idOf(field),
      value: draft[field],
      error: faults[field] !== undefined,
      'aria-describedby': `${idOf(field)}-help`,
      onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => {
        setDraft((before) => ({ ...before, [field]: value }));
        setFound((before) => ({ ...before, [field]: undefined }));
        if (add.isError) add.reset();
      },
    }),
    send: () => {
      const asked = requestOf(queue, draft);
      if ('request' in asked) {
        setFound({});
        add.mutate(asked.request);
        return;
      }
      setFound(asked.faults);
      const [first = ''] = Object.keys(asked.faults);
      document.querySelector<HTMLElement>(`[id="${idOf(first)}"]`)?.focus();
    },
  };
}
