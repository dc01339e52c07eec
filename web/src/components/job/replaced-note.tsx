import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { errorWords } from '../../errors.ts';
import { shortId } from '../../format.ts';
import { useMay } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, Note } from '../../ui/notices.tsx';
import { badgeState } from '../../ui/badge-state.ts';

interface ReplacedNoteProps {
  /** The job that is shown. */
  readonly id: string;
  /** The failed one from which it was filled in. */
  readonly old: string;
}

/** Offers to remove the failed job that this one was made from; silent when it is gone, or did not stay failed. */
export function ReplacedNote({ id, old }: ReplacedNoteProps) {
  const trpc = useTRPC();
  const navigate = useNavigate();
  const may = useMay();
  const close = () => void navigate({ to: '/jobs/$id', params: { id }, search: {}, replace: true });
  const remove = useMutation(trpc.tasks.remove.mutationOptions({ onSuccess: close }));
  // Live events tell of the removal, too: asked for again then, the answer would be an error.
  const enabled = !remove.isPending && !remove.isSuccess;
  const options = trpc.tasks.get.queryOptions({ id: old }, { retry: false, enabled });
  const source = useQuery(options).data;
  if (!may('tasks.remove') || source === undefined || badgeState(source) !== 'failed') return null;
  if (remove.error) return <ErrorState error={errorWords(remove.error)} />;
  return (
    <Note
      tone="now"
      icon="copy"
      action={
        <span className="row">
          <Button onClick={close}>Keep it</Button>
          <Button
            tone="danger"
            disabled={remove.isPending}
            onClick={() => remove.mutate({ id: old })}
          >
            Remove the old one
          </Button>
        </span>
      }
    >
      Filled from job{' '}
      <Link className="link mono" to="/jobs/$id" params={{ id: old }}>
        {shortId(old)}
      </Link>
      , which still stands among the failures.
    </Note>
  );
}
