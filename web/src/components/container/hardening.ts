import type { ContainerDetail } from '../../api.ts';

type Facts = NonNullable<ContainerDetail['facts']>;

/** One way in which a container is, or is not, kept from doing harm. */
export interface HardeningMark {
  readonly what: string;
  readonly words: string;
  /** `weak`: could be better, as Docker's defaults are; `bad`: opens the host or the stack; `unknown`: can't tell. */
  readonly verdict: 'good' | 'weak' | 'bad' | 'unknown';
}

/** Capabilities with which one comes out of a container, or sees through all of them. */
const DANGEROUS: readonly string[] = [
  'ALL',
  'BPF',
  'DAC_READ_SEARCH',
  'MAC_ADMIN',
  'NET_ADMIN',
  'PERFMON',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'SYS_TIME',
];

const bare = (capability: string): string => capability.replace(/^CAP_/, '');

interface Answers {
  readonly yes: string;
  readonly no: string;
  /** How much it matters that it does not hold. */
  readonly otherwise: 'weak' | 'bad';
}

function flag(what: string, value: boolean | null, answers: Answers): HardeningMark {
  if (value === null) return { what, words: 'can’t tell', verdict: 'unknown' };
  return value
    ? { what, words: answers.yes, verdict: 'good' }
    : { what, words: answers.no, verdict: answers.otherwise };
}

function user({ user }: Facts['hardening']): HardeningMark {
  const what = 'User';
  if (user === null) return { what, words: 'can’t tell', verdict: 'unknown' };
  const isRoot = /^(|0|root)(:|$)/.test(user);
  return isRoot ? { what, words: 'root', verdict: 'weak' } : { what, words: user, verdict: 'good' };
}

function capabilities({
  droppedCapabilities,
  addedCapabilities,
}: Facts['hardening']): HardeningMark {
  const what = 'Capabilities';
  const dropped = droppedCapabilities.map(bare);
  const added = addedCapabilities.map(bare);
  const dropsAll = dropped.includes('ALL');
  const isBad = added.some((capability) => DANGEROUS.includes(capability));
  const words = [
    dropsAll ? 'all dropped' : null,
    !dropsAll && dropped.length > 0 ? `without ${dropped.join(', ')}` : null,
    dropped.length === 0 ? 'those that Docker gives to all' : null,
    added.length > 0 ? `${dropsAll ? 'but' : 'and also'} ${added.join(', ')}` : null,
  ];
  return {
    what,
    words: words.filter((part) => part !== null).join(', '),
    verdict: isBad ? 'bad' : dropsAll ? 'good' : 'weak',
  };
}

/** The marks of a container, always the same ones in the same order. */
export function hardeningMarks({ hardening, mounts }: Facts): HardeningMark[] {
  const socket = mounts.find(({ kind }) => kind === 'socket');
  return [
    flag('Privileged', hardening.privileged === null ? null : !hardening.privileged, {
      yes: 'no',
      no: 'yes: it may do what the host may',
      otherwise: 'bad',
    }),
    user(hardening),
    capabilities(hardening),
    flag('New privileges', hardening.noNewPrivileges, {
      yes: 'can’t be gained',
      no: 'can be gained by programs with set-uid',
      otherwise: 'weak',
    }),
    flag('Root file system', hardening.readOnlyRoot, {
      yes: 'read-only',
      no: 'can be written',
      otherwise: 'weak',
    }),
    flag('Engine’s socket', socket === undefined, {
      yes: 'not mounted',
      no: 'mounted: whoever may write to it rules the host',
      otherwise: 'bad',
    }),
    flag('Init process', hardening.init, {
      yes: 'reaps what processes leave behind',
      no: 'none: ended children may pile up',
      otherwise: 'weak',
    }),
  ];
}

/** `5 of 7 marks of hardening hold`. */
export function hardeningTitle(marks: readonly HardeningMark[]): string {
  const holding = marks.filter(({ verdict }) => verdict === 'good').length;
  return `${holding} of ${marks.length} marks of hardening hold`;
}
