import { useMutation } from '@tanstack/react-query';
import type { Networks } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { errorWords } from '../../errors.ts';
import { formatWhenExactly } from '../../format.ts';
import { useMay } from '../../may.ts';
import { useTRPC } from '../../trpc.ts';
import { Button } from '../../ui/button.tsx';

/** What is asked for is there within some seconds; a container that does not answer is not waited for. */
const WAIT_MS = 15_000;

/** When containers last tried whom they reach, and a way to have them try again. */
export function ProbeButton({ networks }: { networks: Pick<Networks, 'probedAt'> }) {
  const trpc = useTRPC();
  const now = useNow();
  const may = useMay();
  const ask = useMutation(trpc.probeNetworks.mutationOptions());
  const { probedAt } = networks;
  if (probedAt === null) return <span className="small t3 nw">by membership only</span>;
  const waits =
    ask.isPending ||
    (ask.data?.probedAt === probedAt && now - ask.submittedAt < WAIT_MS && !ask.isError);
  return (
    <>
      {may('probeNetworks') && (
        <Button disabled={waits} onClick={() => ask.mutate()}>
          {waits ? 'Probing…' : 'Probe now'}
        </Button>
      )}
      {ask.isError ? (
        <span className="small c-fail" role="alert">
          {errorWords(ask.error).title}
        </span>
      ) : (
        <span className="small t3 nw">probed {formatWhenExactly(probedAt, now)}</span>
      )}
    </>
  );
}
