import { Page } from '../components/shell/page.tsx';

export function OverviewPage() {
  return <Page title="Overview">{null}</Page>;
}
