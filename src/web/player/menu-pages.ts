/** What can be chosen while it plays: pages of rows, which are drawn elsewhere. */
import { clock } from '../format.ts';
import { words } from '../words/player.ts';
import { canFloat, toggleFloating } from './fullscreen.ts';
import { SIZES } from './memory.ts';
import { RATES } from './playback.ts';
import type { Player } from './player.ts';
import { missing } from './renditions.ts';
import type { Choice } from './subtitles.ts';

export type PageName =
  | 'settings'
  | 'quality'
  | 'sound'
  | 'subtitles'
  | 'size'
  | 'timing'
  | 'speed'
  | 'chapters';

export interface Row {
  readonly label: string;
  readonly detail?: string;
  /** One of several, a way to another page, or something that is done. */
  readonly kind: 'choice' | 'page' | 'action';
  /** Of a way: where to. */
  readonly page?: PageName;
  readonly chosen?: boolean;
  readonly press: () => void;
  /** Whether the menu stays open. */
  readonly stays?: boolean;
}

export interface MenuPage {
  readonly title: string;
  readonly rows: readonly Row[];
  /** What is worth knowing about what is not there. */
  readonly notes: readonly string[];
}

const { menu: names } = words;

export const pageOf = (player: Player, page: PageName): MenuPage => {
  const title = names[page];
  const rows = ROWS[page](player);
  const notes = page === 'quality' ? missing(player.facts.renditions, player.played) : [];
  return { title, rows, notes };
};

/** Whether there is anything to choose on it. */
export const isWorthwhile = (player: Player, page: PageName): boolean => {
  if (page === 'quality') return ROWS.quality(player).length > 1;
  if (page === 'subtitles') return player.session.subtitles.choices().length > 1;
  return ROWS[page](player).length > 1;
};

const choiceRow = (choice: Choice & Pick<Row, 'stays'>): Row => {
  const { label, detail, chosen, choose, stays = false } = choice;
  return {
    kind: 'choice',
    label,
    chosen,
    stays,
    press: choose,
    ...(detail === undefined ? {} : { detail }),
  };
};

const way = (player: Player, page: PageName, detail = ''): Row => ({
  kind: 'page',
  page,
  label: names[page],
  detail,
  press: () => player.open(page),
  stays: true,
});

const labelOf = (choices: readonly Row[]): string =>
  choices.filter(({ chosen }) => chosen === true)[0]?.label ?? '';

const quality = (player: Player): Row[] => {
  const source = player.session.current;
  if (source === null) return [];
  const [chosen, shown] = [source.quality(), source.shown()];
  const automatic: Choice = {
    label: names.automatic,
    detail: chosen === null ? (shown?.label ?? '') : '',
    chosen: chosen === null,
    choose: () => source.chooseQuality(null),
  };
  const others = source.qualities().map((it) => ({
    label: it.label,
    detail: it.detail,
    chosen: it.name === chosen?.name,
    choose: () => source.chooseQuality(it),
  }));
  return others.length < 2 ? [] : [automatic, ...others].map(choiceRow);
};

const sound = ({ session }: Player): Row[] => {
  const source = session.current;
  const current = source?.track();
  return (source?.tracks() ?? []).map((label, index) =>
    choiceRow({ label, chosen: index === current, choose: () => session.chooseTrack(index) }),
  );
};

const shiftName = (seconds: number): string =>
  seconds === 0 ? names.inTime : names.shifted(seconds);

const subtitles = (player: Player): Row[] => {
  const { captions, session } = player;
  const choices = session.subtitles.choices().map(choiceRow);
  if (session.subtitles.drawn !== null || (session.current?.subtitle() ?? -1) === -1)
    return choices;
  return [
    ...choices,
    way(player, 'size', names.sizes[captions.size]),
    way(player, 'timing', shiftName(captions.offset)),
  ];
};

const size = ({ captions }: Player): Row[] =>
  SIZES.map((it) =>
    choiceRow({
      label: names.sizes[it],
      chosen: it === captions.size,
      choose: () => captions.setSize(it),
      stays: true,
    }),
  );

const timing = ({ captions }: Player): Row[] => {
  const row = (label: string, press: () => void): Row => ({
    ...{ kind: 'action', label, press, stays: true },
  });
  const detail = shiftName(captions.offset);
  return [
    row(names.earlier, () => captions.shift(-0.1)),
    row(names.later, () => captions.shift(0.1)),
    Object.assign(
      row(names.asInFile, () => captions.setOffset(0)),
      { detail },
    ),
  ];
};

const rateName = (rate: number): string => (rate === 1 ? names.normal : `${rate}×`);

const speed = ({ playback }: Player): Row[] =>
  RATES.map((rate) =>
    choiceRow({
      label: rateName(rate),
      chosen: rate === playback.rate,
      choose: () => playback.setRate(rate),
    }),
  );

const chapters = ({ facts, playback }: Player): Row[] =>
  facts.chapters.map(({ start, end, title }, index) =>
    choiceRow({
      label: title ?? names.chapter(index + 1),
      detail: clock(start),
      chosen: playback.time >= start && playback.time < end,
      choose: () => playback.seek(start),
    }),
  );

/** Neither televisions nor phones have keys to learn, or other windows beside the page. */
const hasKeyboard = (): boolean =>
  window.matchMedia('(any-pointer: fine)').matches &&
  !document.documentElement.classList.contains('tv');

/** The one place from which all of it is reached. */
const settings = (player: Player): Row[] => {
  const { video, playback, casting } = player;
  const action = (label: string, press: () => void): Row => ({ kind: 'action', label, press });
  const details: readonly (readonly [PageName, string])[] = [
    ['quality', labelOf(quality(player))],
    ['sound', labelOf(sound(player))],
    ['subtitles', labelOf(subtitles(player))],
    ['chapters', labelOf(chapters(player))],
  ];
  return [
    ...details
      .filter(([page]) => isWorthwhile(player, page))
      .map(([page, detail]) => way(player, page, detail)),
    way(player, 'speed', rateName(playback.rate)),
    ...(hasKeyboard() && canFloat() ? [action(words.float, () => toggleFloating(video))] : []),
    ...(casting.available ? [action(words.cast, () => casting.choose())] : []),
    action(names.stats, () => player.toggleStats()),
    ...(hasKeyboard() ? [action(names.keys, () => player.showHelp(true))] : []),
  ];
};

const ROWS: Readonly<Record<PageName, (player: Player) => Row[]>> = {
  ...{ settings, quality, sound, subtitles, size, timing, speed, chapters },
};
