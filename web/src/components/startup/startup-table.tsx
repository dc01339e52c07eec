import { HealthBadge } from '../../ui/state-badge.tsx';
import { NONE } from '../../format.ts';
import { containerName, healthOf } from '../containers/container-words.ts';
import { ContainerLink } from '../timeline/container-link.tsx';
import { offsetWords, otherDependencies, readyWords, waitWords } from './startup-words.ts';
import type { Row, Wave } from './waterfall.ts';
import './startup-table.css';

interface StartupTableProps {
  readonly wave: Wave;
  readonly project: string | null;
  /** Services of which a container was started anew. */
  readonly renewed: ReadonlySet<string>;
  /** Epoch ms. */
  readonly now: number;
}

function Moment({ at, wave }: { readonly at: number | null; readonly wave: Wave }) {
  const words = offsetWords(at, wave);
  if (at === null || words === null) return <span className="c-mute">{NONE}</span>;
  return <time dateTime={new Date(at).toISOString()}>{words}</time>;
}

/** When a container was made. */
const createdOf = ({ item }: Row): number | null =>
  item.createdAt === null ? null : Date.parse(item.createdAt);

/** The picture in figures and words; all there is on a phone. */
export function StartupTable({ wave, project, renewed, now }: StartupTableProps) {
  return (
    <table className="table su">
      <thead>
        <tr>
          <th className="su-name">Container</th>
          <th className="su-time num">Made</th>
          <th className="su-time num">Started</th>
          <th className="su-time num">Ready</th>
          <th className="su-how">How it went</th>
          <th className="su-wait">What it waited for</th>
        </tr>
      </thead>
      <tbody>
        {wave.rows.map((row) => {
          const { item, started, ready } = row;
          const others = otherDependencies(item);
          return (
            <tr key={item.id}>
              <td className="su-name">
                <span className="row">
                  <HealthBadge health={healthOf(item)} iconOnly />
                  <ContainerLink id={item.id} isThere>
                    {containerName(item, project)}
                  </ContainerLink>
                  {item.restarted && <span className="tag plain">started anew</span>}
                </span>
              </td>
              <td className="su-time num t2">
                <Moment at={createdOf(row)} wave={wave} />
              </td>
              <td className="su-time num t2">
                <Moment at={started} wave={wave} />
              </td>
              <td className="su-time num m">
                <Moment at={ready} wave={wave} />
              </td>
              <td className="su-how">{readyWords(row, now)}</td>
              <td className="su-wait t2">
                {waitWords(item, renewed)}
                {others !== null && (
                  <span className="small t3">
                    {item.restarted ? 'needs' : 'and needs'} {others}
                  </span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
