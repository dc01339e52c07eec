import type { Container, Containers } from '../../api.ts';
import { loadsOf, type Load } from '../containers/load.ts';

const SHOWN = 7;

interface Near {
  readonly item: Container;
  readonly load: Load;
  /** Share of the limit, 0 to 1 and more. */
  readonly pressure: number;
}

/** Resources with a limit, the nearest to it first: the order that the figures beside it show. */
export function nearest({ items, engine }: Containers): Near[] {
  return items
    .filter((item) => item.state === 'running')
    .flatMap((item) => loadsOf(item, engine).map((load) => ({ item, load })))
    .flatMap(({ item, load }) => {
      const { pressure } = load;
      return pressure === null ? [] : [{ item, load, pressure }];
    })
    .sort((a, b) => b.pressure - a.pressure)
    .slice(0, SHOWN);
}
