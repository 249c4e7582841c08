/** Clips with subtitles, and what the ffmpeg command line makes of them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Cue } from '../../src/engine/subtitles.ts';
import { FOLDER, makeClip } from './clips.ts';

/** A file beside the clips, named by what it holds. */
export const kept = (name: string, content: string | Buffer): string => {
  const key = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const extension = extname(name);
  const path = join(FOLDER, `${name.slice(0, -extension.length)}-${key}${extension}`);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, content);
  renameSync(`${path}.${process.pid}`, path);
  return path;
};

const clock = (ms: number, mark: string): string => {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const rest = String(ms % 1000).padStart(3, '0');
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${mark}${rest}`;
};

/** One cue every two seconds, and one that lasts for most of the film. */
export const srt = (seconds: number): string => {
  const cues = Array.from({ length: seconds / 2 }, (_, i) => {
    const start = i * 2000 + 133;
    const text =
      i % 3 === 0 ? `<i>Line ${i}</i> &amp; more\nand a second one` : `Line ${i}: größer`;
    return { start, end: start + 1500, text };
  });
  cues.splice(3, 0, { start: 4500, end: (seconds - 5) * 1000, text: 'It goes on and on' });
  return cues
    .map(
      ({ start, end, text }, i) =>
        `${i + 1}\n${clock(start, ',')} --> ${clock(end, ',')}\n${text}\n`,
    )
    .join('\n');
};

const FORMAT =
  'Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic,' +
  'Underline,StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,' +
  'MarginL,MarginR,MarginV,Encoding';
const COLOURS = '&H000000FF,&H00000000,&H00000000';

export const ASS = `[Script Info]
ScriptType: v4.00+
PlayResX: 640
PlayResY: 360

[V4+ Styles]
Format: ${FORMAT}
Style: Default,Arial,20,&H00FFFFFF,${COLOURS},0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1
Style: Sign,Arial,20,&H0000FFFF,${COLOURS},-1,0,0,0,100,100,0,0,1,2,2,8,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:05.00,0:00:08.25,Default,Anna,0,0,0,,The second, with {\\i1}a comma{\\i0}
Dialogue: 0,0:00:01.50,0:00:03.00,Default,Bob,0,0,0,,The first\\Nin two lines
Dialogue: 3,0:00:02.00,0:00:20.00,Sign,,15,25,35,Banner;10,{\\pos(320,40)}A sign over both
Dialogue: 0,0:00:02.00,0:00:02.50,Default,,0,0,0,,At the same time
`;

const SECONDS = 40;

/** Pictures large enough that reading them would be noticed. */
const pictures = (): string => {
  const noise = `testsrc2=s=320x180:r=24:d=${SECONDS},noise=alls=40:allf=t`;
  const gop = ['-g', '48', '-preset', 'ultrafast', '-b:v', '1M'];
  const args = ['-f', 'lavfi', '-i', noise, '-f', 'lavfi', '-i', `sine=d=${SECONDS}`];
  return makeClip(FOLDER, 'noisy.mp4', [...args, '-c:v', 'libx264', ...gop, '-c:a', 'aac']);
};

/** A clip with an SRT and an ASS track, or in MP4 with two of mov_text. */
export const subtitled = (name: string, ...more: string[]): string => {
  const texts = [kept('long.srt', srt(SECONDS)), kept('styled.ass', ASS)];
  const inputs = [pictures(), ...texts].flatMap((path) => ['-i', path]);
  const maps = ['-map', '0', '-map', '1', '-map', '2', '-c', 'copy'];
  const codec = name.endsWith('.mp4') ? ['-c:s', 'mov_text'] : [];
  return makeClip(FOLDER, name, [...inputs, ...maps, ...codec, ...more]);
};

/** The same in Matroska by mkvmerge; `perTrack`: options of each of its subtitles. */
export const merged = (name: string, ...perTrack: string[]): string => {
  const texts = [kept('long.srt', srt(SECONDS)), kept('styled.ass', ASS)];
  const args = [pictures(), ...texts.flatMap((path) => [...perTrack, path])];
  const key = createHash('sha256').update(JSON.stringify(args)).digest('hex').slice(0, 12);
  const path = join(FOLDER, `${key}-${name}`);
  if (existsSync(path)) return path;
  const part = `${path}.${process.pid}`;
  execFileSync('mkvmerge', ['-q', '-o', part, ...args]);
  renameSync(part, path);
  return path;
};

const ticksOf = (text: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return Math.round(((hours * 60 + minutes) * 60 + seconds) * 90_000);
};

/** What of a cue a script can say, with its times in ticks. */
export type Line = Pick<Cue, 'start' | 'end' | 'style' | 'text'>;

/** The subtitles of a file as ffmpeg decodes them, by their start; `origin` is taken off. */
export const decodedByFfmpeg = (path: string, stream: number, origin = 0): Line[] => {
  const copy = ['-copyts', '-i', path, '-map', `0:${stream}`, '-c:s', 'ass', '-f', 'ass', '-'];
  const script = execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...copy], { encoding: 'utf8' });
  const lines = script.split(/\r?\n/).flatMap((line): Line[] => {
    const fields = /^Dialogue: \d+,([^,]*),([^,]*),([^,]*),[^,]*,\d*,\d*,\d*,[^,]*,(.*)$/.exec(
      line,
    );
    if (fields === null) return [];
    const [, start = '', end = '', style = '', text = ''] = fields;
    return [{ start: ticksOf(start) - origin, end: ticksOf(end) - origin, style, text }];
  });
  return lines.toSorted((a, b) => a.start - b.start);
};
