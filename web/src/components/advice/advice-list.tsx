import type { StackDay } from '../../api.ts';
import { Icon } from '../../ui/icon.tsx';
import { adviceParts } from './advice-words.ts';
import './advice-list.css';

type Advice = StackDay['advice'][number];

/** What to do about limits, gravest first: the fact, then what to set. */
export function AdviceList({ advice }: { readonly advice: readonly Advice[] }) {
  return (
    <ul className="advice">
      {advice.map((item) => {
        const { service, fact } = adviceParts(item);
        return (
          <li key={`${item.service} ${item.resource} ${item.because}`}>
            {item.severity === 'act' ? (
              <Icon name="rising" className="c-risk" />
            ) : (
              <Icon name="waiting" className="c-wait" />
            )}
            <span className="break">
              {item.severity === 'act' && <span className="vh">Act now: </span>}
              <b>{service}</b> {fact}
              {item.suggestion !== null && (
                <>
                  : <span className="m">{item.suggestion}</span>
                </>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
