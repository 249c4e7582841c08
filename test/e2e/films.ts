/** A library as a household has it: of real films where they are, else of made ones. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { clip, FOLDER, makeClip } from '../support/clips.ts';
import { corpus } from '../support/corpus.ts';
import { kept } from '../support/subtitles.ts';

export const SERIES = 'Northern Lights';
export const EPISODES = ['Winter', 'Thaw'] as const;
/** Which of its sound tracks is the second one. */
export const SECOND_SOUND = 'German';
export const FILM = 'Sintel';

const TRAILER = 'h264-bframes-longgop-aac-sintel-trailer.mp4';

const FILMS: readonly (readonly [name: string, file: string])[] = [
  [`${FILM} (2010)`, TRAILER],
  ['Big Buck Bunny (2008)', 'h264-mkv-bbb-33s.mkv'],
  ['Elephants Dream (2006)', 'h264-mkv-2audio-8subs-elephants-dream.mkv'],
  ['The Gold Rush (1925)', 'h264-mp3-in-mp4-longgop.mp4'],
  ['A Bottle That Crossed Three Oceans and Never Once Arrived (2016)', 'vp9-in-mp4.mp4'],
  ['겨울 바다 (2019)', 'hevc-10bit-hlg-aac.mov'],
  ['Run (1998)', 'h264-bframes-720x400-5s.mp4'],
  ['The Box (2009)', 'h264-mp3-webcam-box-delayed-audio.mp4'],
];

/** Files in all. */
export const COUNT = FILMS.length + EPISODES.length;

const LINES = ['It gets dark at three here.', 'You grow used to it.', 'I never did.'];

/** A line every four seconds. */
const lines = (): string =>
  Array.from({ length: 10 }, (_, at) => {
    const clock = (seconds: number): string => `00:00:${String(seconds).padStart(2, '0')},000`;
    return `${at + 1}\n${clock(4 * at)} --> ${clock(4 * at + 3)}\n${LINES[at % LINES.length]}\n`;
  }).join('\n');

/** Sounds in two languages, and subtitles in two. */
const episode = (): string => {
  const trailer = corpus(TRAILER);
  const sounds = trailer === null ? ['0:a:0', '0:a:1'] : ['0:a', '0:a'];
  const text = kept('northern.srt', lines());
  return makeClip(FOLDER, 'episode.mkv', [
    ...['-i', trailer ?? clip('languages.mp4'), '-i', text, '-map', '0:v'],
    ...[...sounds, '1:s', '1:s'].flatMap((stream) => ['-map', stream]),
    ...['-c', 'copy', '-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=ger'],
    ...['-metadata:s:s:0', 'language=eng', '-metadata:s:s:1', 'language=kor'],
  ]);
};

const NFO = `<tvshow><title>${SERIES}</title><year>2021</year><plot>Three winters in a town that
sees no sun, told by those who stayed. A teacher counts the days, a fisherman the boats, and a girl
the lights. When the last bus of the year does not come, they find that they have been waiting for
different things.</plot></tvshow>`;

export const fillLibrary = (films: string): void => {
  for (const [name, file] of FILMS) {
    const path = corpus(file) ?? clip('h264.mp4');
    copyFileSync(path, join(films, `${name}${extname(path)}`));
  }
  const folder = join(films, `${SERIES} (2021)`);
  mkdirSync(join(folder, 'Season 1'), { recursive: true });
  writeFileSync(join(folder, 'tvshow.nfo'), NFO);
  for (const [at, title] of EPISODES.entries()) {
    copyFileSync(episode(), join(folder, 'Season 1', `S01E0${at + 1} - ${title}.mkv`));
  }
};
