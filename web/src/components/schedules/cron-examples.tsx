import { Button } from '../../ui/button.tsx';

const EXAMPLES = [
  { label: 'Every 5 minutes', cron: '*/5 * * * *' },
  { label: 'Hourly', cron: '0 * * * *' },
  { label: 'Daily at 9', cron: '0 9 * * *' },
  { label: 'Weekdays at 9', cron: '0 9 * * 1-5' },
  { label: 'Mondays at 9', cron: '0 9 * * 1' },
  { label: 'First of the month', cron: '0 9 1 * *' },
] as const;

/** Expressions to begin with. */
export function CronExamples({ onChoose }: { readonly onChoose: (cron: string) => void }) {
  return (
    <ul className="row wrap cron-examples" aria-label="Examples">
      {EXAMPLES.map(({ label, cron }) => (
        <li key={cron}>
          <Button tone="quiet" onClick={() => onChoose(cron)}>
            {label}
          </Button>
        </li>
      ))}
    </ul>
  );
}
