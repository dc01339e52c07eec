import { Link } from '@tanstack/react-router';
import type { Worker } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ahead, broken, busy, flow, type Answer, type Facts } from './answers.ts';
import './answers-panel.css';

interface AnswerCellProps {
  question: string;
  answer: Answer;
  workers?: readonly Worker[];
}

function AnswerCell({ question, answer, workers }: AnswerCellProps) {
  return (
    <div>
      <h2 className="label">{question}</h2>
      <p
        className={`fig ${answer.tone === 'c-fail' || answer.tone === 'c-risk' ? answer.tone : ''}`}
      >
        {answer.icon && <Icon name={answer.icon} size={16} className={answer.tone} />}
        {answer.figure} <small>{answer.of}</small>
        {workers && <Pips workers={workers} />}
      </p>
      <p className="small t2 detail" title={answer.detail}>
        {answer.to === undefined ? (
          answer.detail
        ) : (
          <Link className="link" to={answer.to}>
            {answer.detail}
          </Link>
        )}
      </p>
    </div>
  );
}

/** Beyond this many slots the figure says it better. */
const MOST_PIPS = 24;

/** Every slot of every worker, filled while a job runs in it. */
function Pips({ workers }: { workers: readonly Worker[] }) {
  const slots = workers.reduce((sum, worker) => sum + worker.concurrency, 0);
  if (slots === 0 || slots > MOST_PIPS) return null;
  return (
    <span className="pips" aria-hidden="true">
      {workers.map((worker) => (
        <span key={worker.id}>
          {Array.from({ length: worker.concurrency }, (_, i) => (
            <i key={i} className={i < worker.running.length ? undefined : 'f'} />
          ))}
        </span>
      ))}
    </span>
  );
}

/** Four questions, answered in words: the first thing to read. */
export function AnswersPanel({ facts, stale }: { facts: Omit<Facts, 'now'>; stale: boolean }) {
  const all = { ...facts, now: useNow() };
  return (
    <Panel label="State of the system" className="quarters answers" stale={stale}>
      <AnswerCell question="Is work flowing?" answer={flow(all)} />
      <AnswerCell question="Is anything broken?" answer={broken(all)} />
      <AnswerCell
        question="Who is busy?"
        answer={busy(all)}
        workers={facts.workers?.filter((worker) => worker.state !== 'lost') ?? []}
      />
      <AnswerCell question="What is about to go wrong?" answer={ahead(all)} />
    </Panel>
  );
}
