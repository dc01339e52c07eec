import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { AuditFilterBar } from '../components/audit/audit-filter.tsx';
import { AuditList } from '../components/audit/audit-list.tsx';
import { Page } from '../components/shell/page.tsx';
import { mayCall } from '../may.ts';
import { useTRPC } from '../trpc.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState, Skeleton } from '../ui/notices.tsx';
import { Panel } from '../ui/panel.tsx';

function Forbidden({ role }: { role: string }) {
  return (
    <Panel label="Audit">
      <EmptyState
        title="The audit is for admins"
        action={
          <Link className={buttonClass()} to="/">
            To the overview
          </Link>
        }
      >
        You are signed in as {role}. An admin can tell you who changed what, or give you the role.
      </EmptyState>
    </Panel>
  );
}

/** Who changed what, and who tried to. The address holds the filter. */
export function AuditPage() {
  const search = useSearch({ from: '/panel/audit' });
  const me = useQuery(useTRPC().me.queryOptions()).data;
  return (
    <Page title="Audit">
      {me === undefined && (
        <Panel label="Audit">
          <Skeleton lines={10} />
        </Panel>
      )}
      {me !== undefined && !mayCall(me)('audit.list') && <Forbidden role={me.role} />}
      {me !== undefined && mayCall(me)('audit.list') && (
        <>
          <AuditFilterBar search={search} />
          {/* A new filter is a new list: nothing of the old one is carried over. */}
          <AuditList key={JSON.stringify(search)} search={search} />
        </>
      )}
    </Page>
  );
}
