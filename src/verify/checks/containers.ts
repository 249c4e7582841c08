/** TS and fMP4 hold the same pictures and sound, and the init segment describes them. */
import { hex } from '../bytes.ts';
import type { CodedSegment } from '../coded.ts';
import type { InitTrack } from '../mp4-parser.ts';
import type { SoundLog } from '../rendition-log.ts';
import { type Spot, type Subject, seconds } from '../subject.ts';

export const checkSamePictures = (
  subject: Subject,
  spot: Spot,
  ts: CodedSegment,
  mp4: CodedSegment,
): void => {
  const fail = (text: string): void => subject.findings.fail('containers', spot, text);
  if (ts.pictures.length !== mp4.pictures.length) {
    fail(`${ts.pictures.length} pictures in TS, ${mp4.pictures.length} in fMP4`);
  }
  for (const [index, picture] of ts.pictures.entries()) {
    const other = mp4.pictures[index];
    if (other === undefined) {
      return;
    }
    if (picture.time !== other.time || picture.idr !== other.idr) {
      fail(`a picture of ${seconds(picture.time)} in TS is of ${seconds(other.time)} in fMP4`);
      return;
    }
    if (picture.hash !== other.hash) {
      fail(`the picture of ${seconds(picture.time)} is coded differently in TS and fMP4`);
      return;
    }
  }
  const [first] = mp4.pictures;
  const begin = spot.segment === 0 ? 0 : first?.time;
  if (first !== undefined && first.decodeTime !== begin) {
    fail(`tfdt is ${seconds(first.decodeTime)}, the first picture is of ${seconds(first.time)}`);
  }
  if (ts.parameterSets.join(' ') !== mp4.parameterSets.join(' ')) {
    fail('the parameter sets are not those of the init segment');
  }
};

/** `what` is the segment that has the sound; all of them must have the same. */
export const checkSameSound = (
  subject: Subject,
  spot: Spot,
  known: SoundLog,
  sound: SoundLog,
): void => {
  if (known.hash !== sound.hash || known.first !== sound.first) {
    const text = 'its sound differs from that of another rendition or container';
    subject.findings.fail('containers', spot, text);
  }
};

export const checkInit = (subject: Subject, rendition: string, track: InitTrack): void => {
  const fail = (text: string): void =>
    subject.findings.fail('containers', { rendition, segment: null }, `init segment: ${text}`);
  if (track.hasEditList) {
    fail('an edit list');
  }
  const rung = subject.title.ladder.find(({ name }) => name === rendition);
  if (rung === undefined) {
    if (track.kind !== 'audio' || track.timescale !== subject.sampleRate) {
      fail(`a track of ${track.kind} in 1/${track.timescale} s`);
    }
    return;
  }
  const { width, height } = rung.recipe;
  if (track.kind !== 'video' || track.width !== width || track.height !== height) {
    fail(`${track.kind} of ${track.width}x${track.height}, not ${width}x${height}`);
  }
  if (track.parameterSets.length < 2) {
    fail(`parameter sets ${track.parameterSets.map(hex).join(' ')}`);
  }
};
