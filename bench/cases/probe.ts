/** The first look at a file, against ffprobe. */
import { basename, dirname } from 'node:path';
import { film, long } from '../clips.ts';
import type { Case } from '../comparison.ts';
import { HAEMA, runSubject, runWhole } from '../processes.ts';

export const probe: Case = async () =>
  [film(), long('mp4'), long('mkv')].map((file) => ({
    name: basename(file).replace(/-[0-9a-f]+\./, '.'),
    files: [file],
    baseline: 'ffprobe',
    variants: {
      'engine.probe()': () =>
        runSubject(
          { what: 'probe', source: { root: dirname(file), path: basename(file) } },
          'call',
        ),
      'haema probe': () => runWhole([...HAEMA, 'probe', file]),
      ffprobe: () => runWhole(['ffprobe', '-v', 'error', '-show_format', '-show_streams', file]),
    },
    claims: [{ variant: 'engine.probe()', metric: 'wallMs', atMost: 0.3 }],
  }));
