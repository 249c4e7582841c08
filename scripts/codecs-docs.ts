/** Writes docs/codecs.md: what the single executable opens and decodes. */
import { readFileSync, writeFileSync } from 'node:fs';

export const CODECS_DOCS = 'docs/codecs.md';
const PARTS = 'scripts/ffmpeg-parts.txt';

/** Kind (`decoder`, `demuxer` …) → FFmpeg's names, as scripts/build-ffmpeg.sh builds them. */
export const ffmpegParts = (): ReadonlyMap<string, readonly string[]> => {
  const parts = new Map<string, string[]>();
  for (const line of readFileSync(PARTS, 'utf8').split('\n')) {
    const [kind = '', ...names] = line.split(' ');
    if (kind === '' || kind === '#') continue;
    parts.set(kind, [...(parts.get(kind) ?? []), ...names]);
  }
  return parts;
};

const HEAD = `# Codecs

<!-- Written by scripts/codecs-docs.ts from ${PARTS}. -->

What the single executable has of FFmpeg, by FFmpeg's names. \`scripts/build-ffmpeg.sh\` builds this
and fails where the result has more or less. A checkout uses the system's FFmpeg, which has more of
everything; files are opened by the same demuxers in both.

No part opens another file or an address: of protocols there is \`file\` alone, and the engine reads
even files itself.
`;

const TITLES: Readonly<Record<string, string>> = {
  demuxer: 'Containers and subtitle files',
  decoder: 'Decoders',
  parser: 'Parsers',
  bsf: 'Bitstream filters',
  encoder: 'Encoders',
  filter: 'Filters',
  protocol: 'Protocols',
};

export const codecsDocs = (): string => {
  const sections = [...ffmpegParts()].map(
    ([kind, names]) => `\n## ${TITLES[kind] ?? kind}\n\n${wrapped(names.join(' '))}\n`,
  );
  return HEAD + sections.join('');
};

/** Lines of a hundred columns at most. */
const wrapped = (text: string): string => text.replaceAll(/(.{1,100})( |$)/g, '$1\n').trim();

if (import.meta.main) writeFileSync(CODECS_DOCS, codecsDocs());
