import { Page } from '../components/shell/page.tsx';
export function BulkPage() {
  return <Page title="Bulk submission">{null}</Page>;
}
