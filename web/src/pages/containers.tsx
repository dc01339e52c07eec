import { Page } from '../components/shell/page.tsx';

export function ContainersPage() {
  return <Page title="Containers">{null}</Page>;
}
