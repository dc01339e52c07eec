import { formatNumber } from '../../format.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { EmptyState } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { CodeText } from '../code-text/code-text.tsx';
import type { Job } from './job.ts';
import { jsonText } from './json-text.ts';
import { PricingResult } from './pricing-result.tsx';
import { priceWords, readPricing } from './pricing.ts';

/** Why there is no result, in words. */
function noResult(job: Job): string {
  if (job.state === 'active') return 'The result comes when the job completes.';
  return job.attempts.length === 0 ? 'The job has not run yet.' : 'No attempt has completed yet.';
}

/** What the job answered: drawn where it is known how, else as it is. */
export function ResultPanel({ job }: { readonly job: Job }) {
  const hasResult = job.state === 'completed';
  const pricing = hasResult ? readPricing(job.result) : null;
  const text = jsonText(job.result);
  const title = pricing ? `Price ${priceWords(pricing)}` : 'Result';
  return (
    <Panel title={title} aside={hasResult && <CopyButton text={text.whole} label="Copy JSON" />}>
      {!hasResult && <EmptyState title="No result">{noResult(job)}</EmptyState>}
      {pricing && <PricingResult pricing={pricing} />}
      {hasResult && !pricing && (
        <div className="job-code">
          <CodeText label="Result as JSON" text={text.shown} />
          {text.hidden > 0 && (
            <p className="small t3">
              {formatNumber(text.hidden)} more characters are copied, but not shown.
            </p>
          )}
        </div>
      )}
    </Panel>
  );
}
