/** Why a child is no more. */
import { constants } from 'node:os';
import type { Ending } from '../native.ts';
import type { Offence } from './benched.ts';

export type Cause = Offence | 'idle' | 'closed';

export const WORDS: Readonly<Record<Cause, string>> = {
  crashed: 'crashed',
  killed: 'was killed by the system or by a person',
  hung: 'did not get on and was killed',
  endless: 'worked at one job for too long and was killed',
  greedy: 'took too much memory and was killed',
  idle: 'is not needed any more',
  closed: 'was told to end',
};

const { SIGKILL, SIGSYS } = constants.signals;

/** Of one that has ended without being told to. */
export const causeOf = ({ code, signal, broke }: Ending): { cause: Cause; how: string } => {
  if (broke) return { cause: 'crashed', how: 'said what makes no sense and was killed' };
  if (signal === SIGKILL) return { cause: 'killed', how: WORDS.killed };
  if (signal === SIGSYS) {
    return { cause: 'crashed', how: 'tried what no decoder does and was killed by the kernel' };
  }
  const how = signal === 0 ? `ended with code ${code}` : `was ended by signal ${signal}`;
  return { cause: 'crashed', how };
};
