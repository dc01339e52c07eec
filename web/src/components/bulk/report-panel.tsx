import type { BulkReport } from '@taskdeck/server/schemas/bulk';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { formatCount, formatNumber } from '../../format.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { reportCsv, whyWords } from './report-csv.ts';
import './report-panel.css';

/** Refused rows that are listed here; the download has all. */
const LISTED = 100;

interface ReportPanelProps {
  readonly report: BulkReport;
  readonly dryRun: boolean;
  /** The tag of all its jobs; empty: none. */
  readonly tag: string;
}

function titleOf({ accepted, refused }: BulkReport, dryRun: boolean): string {
  const fine = dryRun
    ? `${formatCount(accepted, 'row is', 'rows are')} fine`
    : `${formatCount(accepted, 'job')} submitted`;
  return refused === 0 ? fine : `${fine}, ${formatCount(refused, 'row')} refused`;
}

function download(report: BulkReport, dryRun: boolean): void {
  const url = URL.createObjectURL(reportCsv(report.items, dryRun));
  const link = document.createElement('a');
  link.href = url;
  link.download = dryRun ? 'bulk-check.csv' : 'bulk-report.csv';
  link.click();
  // The browser has begun to read it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** What became of the rows: counts, the first that were refused with the reason, and all of it to download. */
export function ReportPanel({ report, dryRun, tag }: ReportPanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  // Where it begins is where one reads on.
  useEffect(() => panel.current?.focus(), []);
  const refused = useMemo(
    () => report.items.filter(({ error }) => error !== undefined).slice(0, LISTED),
    [report],
  );
  return (
    <div ref={panel} tabIndex={-1} className="bulk-report">
      <Panel
        title={
          <span className="row">
            <Icon
              name={report.refused > 0 ? 'failed' : 'completed'}
              className={report.refused > 0 ? 'c-fail' : 'c-done'}
            />
            {titleOf(report, dryRun)}
          </span>
        }
        aside={
          <>
            {!dryRun && tag !== '' && report.accepted > 0 && (
              <Link className={buttonClass()} to="/jobs" search={{ tag }}>
                See its jobs
              </Link>
            )}
            <Button onClick={() => download(report, dryRun)}>
              <Icon name="download" /> Report
            </Button>
          </>
        }
      >
        {refused.length === 0 && (
          <p className="bulk-report-line t2">
            {dryRun ? 'Nothing was submitted: this only checked.' : 'Every row became a job.'}
          </p>
        )}
        {refused.length > 0 && (
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="bulk-report-row">
                  Row
                </th>
                <th scope="col">Why it was refused</th>
              </tr>
            </thead>
            <tbody>
              {refused.map(({ index, error }) => (
                <tr key={index}>
                  <td className="num">{formatNumber(index + 1)}</td>
                  <td className="break">{error && whyWords(error)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {report.refused > LISTED && (
          <p className="bulk-report-line small t3">
            The first {LISTED} of {formatNumber(report.refused)}; the report has all.
          </p>
        )}
      </Panel>
    </div>
  );
}
