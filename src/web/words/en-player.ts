/** What the player says in English; the other languages say the same. */
import { spoken } from '../format.ts';

const seconds = (count: number): string => `${count} second${count === 1 ? '' : 's'}`;

export const enPlayer = {
  back: 'Back',
  play: 'Play',
  pause: 'Pause',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  position: 'Position',
  fullscreen: 'Full screen',
  leaveFullscreen: 'Leave full screen',
  float: 'Picture in picture',
  cast: 'Play on another device',
  loading: 'Loading',
  stepBack: (count: number): string => `${seconds(count)} back`,
  stepOn: (count: number): string => `${seconds(count)} on`,
  stepped: (count: number): string => `${Math.abs(count)} s`,
  previous: (title: string): string => `Previous: ${title}`,
  next: (title: string): string => `Next: ${title}`,
  spoken,
  ofAll: (time: string, all: string): string => `${time} of ${all}`,
  resumedAt: (clock: string): string => `Goes on at ${clock}`,
  fromBeginning: 'From the beginning',
  part: (number: number): string => `Part ${number}`,
  offer: { next: 'Next', play: 'Play next', stop: 'Stop', inSeconds: (n: number) => `in ${n} s` },
  menu: {
    settings: 'Settings',
    subtitles: 'Subtitles',
    sound: 'Sound track',
    quality: 'Quality',
    speed: 'Speed',
    chapters: 'Chapters',
    size: 'Subtitle size',
    timing: 'Subtitle timing',
    stats: 'Statistics',
    keys: 'Keys',
    off: 'Off',
    automatic: 'Automatic',
    normal: 'Normal',
    burnedIn: (name: string): string => `${name} (burned in)`,
    track: (number: number): string => `Track ${number}`,
    chapter: (number: number): string => `Chapter ${number}`,
    sizes: { small: 'Small', normal: 'Normal', large: 'Large', huge: 'Very large' },
    earlier: '0.1 seconds earlier',
    later: '0.1 seconds later',
    asInFile: 'As in the file',
    inTime: 'In time',
    shifted: (by: number): string => `${Math.abs(by).toFixed(1)} s ${by < 0 ? 'earlier' : 'later'}`,
  },
  quality: {
    original: 'Original',
    playing: (detail: string): string => `original ${detail}`,
    notOffered: (what: string, why: string): string => `${what} is not offered: ${why}.`,
    cannotPlay: (codec: string): string => `This browser does not play ${codec}.`,
    notSmooth: (codec: string): string =>
      `This device says that ${codec} of this size would not run smoothly: choose it to try.`,
    broken: (what: string): string => `${what} could not be decoded here.`,
  },
  stats: {
    title: 'Statistics',
    shown: 'Playing',
    why: 'Why',
    picture: 'Picture',
    codecs: 'Codecs',
    buffer: 'Buffer',
    frames: 'Frames',
    line: 'Line',
    segment: 'Last segment',
    server: 'Server',
    asInFile: 'as it is in the file: nothing is converted',
    byHand: 'chosen by hand',
    automatic: 'the best that screen and line take',
    drawn: 'subtitles are drawn into the pictures',
    native: 'the browser’s own HLS player',
    ahead: (count: string): string => `${count} s ahead`,
    dropped: (dropped: number, all: number): string => `${dropped} of ${all} dropped`,
    screen: (video: string, screen: string): string => `${video} on ${screen} pixels`,
    took: (kB: string, wait: string, all: string): string =>
      `${kB} kB: first byte after ${wait} ms, all after ${all} ms`,
    kept: 'it was there already',
  },
  help: {
    title: 'Keys',
    play: 'Play or pause',
    seek: '10 seconds back or on; held: faster',
    volume: 'Louder or softer',
    mute: 'Sound off or on',
    subtitles: 'Subtitles off or on',
    timing: 'Subtitles earlier or later',
    speed: 'Slower or faster',
    fullscreen: 'Full screen',
    part: 'To a tenth of the video',
    ends: 'To the beginning or the end',
    neighbours: 'Previous or next episode',
    chapters: 'Previous or next chapter',
    settings: 'Settings',
    stats: 'Statistics',
    back: 'Back',
    help: 'This help',
  },
  keyNames: { space: 'Space', home: 'Home', end: 'End', escape: 'Esc' },
  failure: {
    tryNow: 'Try now',
    tryAgain: 'Try again',
    otherQuality: 'Another quality',
    nextOne: 'Play what follows',
    elsewhere: 'Open in another player',
    offline: {
      title: 'Cannot reach haema',
      text:
        'The network or the server is gone. Check both; the video goes on by itself as soon as ' +
        'the server answers.',
    },
    busy: {
      title: 'The server is busy',
      text: 'It has more to do than it can at the moment. The video goes on by itself.',
    },
    missing: {
      title: 'The file is not there',
      text:
        'It was moved or deleted, or its disk is not connected. Put it back or connect the ' +
        'disk, then try again.',
    },
    away: {
      title: 'Its disk is not connected',
      text:
        'The folder that the video is in is away. Connect the disk or the share again; the ' +
        'video goes on by itself.',
    },
    unknown: {
      title: 'No such video',
      text: 'haema does not know a video at this address. Look for it in the list.',
    },
    invalid: {
      title: 'This file cannot be read',
      text: 'It is damaged, or not a video. Replace it by another copy, then try again.',
    },
    unplayable: {
      title: 'This browser cannot play the video',
      text: 'Its decoder gave up in every quality. Try again, or open it in another player.',
    },
    unsupported: {
      title: 'This browser cannot play videos like this',
      text: 'It knows neither Media Source Extensions nor HLS. Use a newer one or another player.',
    },
    changing: {
      title: 'The file keeps changing',
      text: 'It is being written or copied. Wait until that is done, then try again.',
    },
    stuck: {
      title: 'The video does not come',
      text: 'The server answers but does not send this video. Try again; its log tells more.',
    },
    failed: {
      title: 'The server failed',
      text: (told: string): string =>
        `It ${told ? `says: ${told}` : 'does not say why'}. Try again; its log tells more.`,
    },
  },
};

export type PlayerWords = typeof enPlayer;
