/** What it costs that files are decoded in processes of their own, and that these are confined. */
import { open } from '../../test/support/title.ts';
import { film, film8 } from '../clips.ts';
import type { Case, Comparison } from '../comparison.ts';
import { runSubject } from '../processes.ts';

const COUNT = 8;

export const children: Case = async () => {
  const { source } = await open(film());
  const sequences = ['1080p_h264', '240p_h264'].map((rendition): Comparison => {
    const task = { what: 'sequence', source, rendition, count: COUNT, ahead: 1 } as const;
    return {
      name: `${rendition}, ${COUNT} segments in order`,
      files: [film()],
      baseline: 'in process',
      variants: {
        'in children': () => runSubject({ ...task, by: 'children' }, 'call'),
        'in process': () => runSubject({ ...task, by: 'this process' }, 'call'),
      },
      claims: [{ variant: 'in children', metric: 'wallMs', atMost: 1.031 }],
    };
  });
  const { source: copied } = await open(film8());
  const task = { what: 'latency', source: copied, index: 1, count: 200 } as const;
  const latency: Comparison = {
    name: 'one copied segment of 4.4 MB, by both in turns',
    files: [film8()],
    baseline: 'both',
    variants: { both: () => runSubject(task, 'call') },
    claims: [{ variant: 'both', metric: 'addedMs', atMost: 2, of: 'value' }],
  };
  return [...sequences, latency];
};

/** Copies above all read: of what is made, the system is asked for little. */
export const sandbox: Case = async () => {
  const tasks = [
    { rendition: '1080p_h264', file: film(), count: COUNT },
    { rendition: '240p_h264', file: film(), count: COUNT },
    { rendition: 'copy', file: film8(), count: 400 },
  ];
  return Promise.all(
    tasks.map(async ({ rendition, file, count }): Promise<Comparison> => {
      const { source } = await open(file);
      const task = { what: 'sequence', source, rendition, count, ahead: 1 } as const;
      return {
        name: `${rendition}, ${count} segments in order`,
        files: [file],
        baseline: 'free',
        variants: {
          confined: () => runSubject({ ...task, by: 'confined children' }, 'call'),
          free: () => runSubject({ ...task, by: 'children' }, 'call'),
        },
        claims: [{ variant: 'confined', metric: 'wallMs', atMost: 1 / 0.99 }],
      };
    }),
  );
};
