import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { errorWords } from '../../errors.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { EmptyState, ErrorState } from '../../ui/notices.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Page } from './page.tsx';

/** For an address that leads nowhere. */
export function NotFound() {
  return (
    <Page title="Not found">
      <Panel label="Not found">
        <EmptyState
          title="There is no such page"
          action={
            <Link className={buttonClass()} to="/">
              To the overview
            </Link>
          }
        >
          The address may be old, or was not copied whole.
        </EmptyState>
      </Panel>
    </Page>
  );
}

/** For a page that threw, or whose code could not be loaded (after an update the old files are gone: reloading helps). */
export function PageFailed({ error }: ErrorComponentProps) {
  return (
    <main className="page">
      <h1>This page could not be shown</h1>
      <ErrorState error={errorWords(error)} />
      <p>
        <Button tone="primary" onClick={() => window.location.reload()}>
          Reload
        </Button>
      </p>
    </main>
  );
}
