import { errorWords } from '../errors.ts';
import { ErrorState, StaleNote } from '../ui/notices.tsx';

/** What of a query says whether its answer is there, and from when. */
interface Asked {
  readonly data: unknown;
  readonly error: unknown;
  /** Epoch ms. */
  readonly dataUpdatedAt: number;
  refetch(): unknown;
}

interface QueryErrorProps {
  readonly query: Asked;
  /** Epoch ms of the newest figure, where that is not when the answer came. */
  readonly shownFrom?: number;
}

/** Why an answer is missing, as an error; or, while an older one is still shown, why it is not newer, as a note. Else nothing. */
export function QueryError({ query, shownFrom = query.dataUpdatedAt }: QueryErrorProps) {
  if (query.error === null) return null;
  const error = errorWords(query.error);
  const retry = () => void query.refetch();
  return query.data === undefined ? (
    <ErrorState error={error} onRetry={retry} />
  ) : (
    <StaleNote error={error} shownFrom={shownFrom} onRetry={retry} />
  );
}
