/** Which subtitles a title begins with, by what was chosen in others. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { SubtitleTrack } from '../../../src/web/api.ts';
import type { Source } from '../../../src/web/player/source.ts';
import { Subtitles } from '../../../src/web/player/subtitles.ts';

const track = (name: string, language: string, facts: Partial<SubtitleTrack> = {}) => ({
  ...{ track: name, name, language, kind: 'embedded' as const, form: 'text' as const },
  ...{ default: false, forced: false, sdh: false },
  ...facts,
});

const ENGLISH = track('English', 'en');
const FORCED = track('English (forced)', 'en', { forced: true, default: true });
const FOR_DEAF = track('English (SDH)', 'en', { sdh: true });
const ARABIC = track('Arabic', 'ar');
const KOREAN = track('Korean', 'ko');
const PICTURES = track('English', 'en', { form: 'image', track: '7' });

const MADE = { name: '720p_h264', kind: 'transcode', offered: true, reason: null } as const;
const COPY = { name: 'source_hevc', kind: 'copy', offered: true, reason: null } as const;

/** A title whose playlist has its texts, as a viewer with this browser meets it. */
const titleWith = (
  tracks: readonly SubtitleTrack[],
  renditions: readonly (typeof MADE | typeof COPY)[] = [COPY, MADE],
) => {
  let shown = -1;
  const names = tracks.filter(({ form }) => form === 'text').map(({ name }) => name);
  const source: Pick<Source, 'subtitles' | 'subtitle' | 'chooseSubtitle'> = {
    subtitles: () => names,
    subtitle: () => shown,
    chooseSubtitle: (index) => {
      shown = index;
    },
  };
  const offer = { subtitle_tracks: tracks, renditions };
  const reopen = (): void => {
    shown = subtitles.text ?? -1;
  };
  const subtitles = new Subtitles(offer, { source: () => source as Source, reopen });
  reopen();
  const labels = (): string[] => subtitles.choices().map(({ label }) => label);
  const choose = (label: string): void =>
    subtitles
      .choices()
      .find((choice) => choice.label === label)
      ?.choose();
  const chosen = () => subtitles.choices().find((choice) => choice.chosen)?.label;
  return { subtitles, labels, choose, chosen };
};

beforeEach(() => {
  const kept = new Map<string, string>();
  const localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  Object.defineProperty(globalThis, 'localStorage', { value: localStorage, configurable: true });
});
afterEach(() => Reflect.deleteProperty(globalThis, 'localStorage'));

test('a language that was chosen is shown in the next title, which may have it drawn', () => {
  titleWith([ARABIC, ENGLISH]).choose('English');
  assert.equal(titleWith([KOREAN, ENGLISH]).chosen(), 'English');
  const drawn = titleWith([KOREAN, PICTURES]);
  assert.equal(drawn.chosen(), 'English (burned in)');
  assert.deepEqual(drawn.labels(), ['Off', 'Korean', 'English (burned in)']);
});

test('nothing is drawn into pictures that are not made', () => {
  titleWith([PICTURES]).choose('English (burned in)');
  const copied = titleWith([PICTURES], [COPY, { ...MADE, offered: false } as never]);
  assert.equal(copied.subtitles.drawn, null);
  assert.deepEqual(copied.labels(), []);
  assert.equal(titleWith([PICTURES]).subtitles.drawn, '7');
});

test('forced ones are not taken for those that were chosen', () => {
  titleWith([ENGLISH]).choose('English');
  assert.equal(titleWith([FORCED, FOR_DEAF]).chosen(), 'English (SDH)');
  assert.equal(titleWith([FORCED]).subtitles.text, null, 'by default they are shown');
});

test('who wants none still has those that everybody has to read', () => {
  titleWith([ENGLISH]).choose('Off');
  assert.equal(titleWith([ENGLISH, FORCED]).chosen(), 'English (forced)');
  assert.equal(titleWith([ARABIC, ENGLISH]).chosen(), 'Off');
});

test('what was put off in one title is put on again in the next', () => {
  const first = titleWith([ARABIC, ENGLISH]);
  first.choose('English');
  first.subtitles.toggle();
  assert.equal(first.chosen(), 'Off');
  const next = titleWith([ARABIC, ENGLISH]);
  assert.equal(next.chosen(), 'Off');
  next.subtitles.toggle();
  assert.equal(next.chosen(), 'English');
  assert.equal(titleWith([ARABIC, ENGLISH]).chosen(), 'English');
});
