/** What it is, how to play it, and whether it was seen. */
import { joined } from '../data/cards.ts';
import type { Loaded } from '../data/resource.ts';
import type { ShowFacts } from '../data/show.ts';
import type { Format } from '../data/shows.ts';
import { length } from '../format.ts';
import { words } from '../words/words.ts';
import { Actions } from './actions.tsx';
import { languageNames } from './languages.ts';
import { Plot } from './plot.tsx';
import { seasonsOf } from './seasons.ts';

interface Props {
  readonly facts: Loaded<ShowFacts>;
  readonly value: ShowFacts;
}

export const Head = ({ facts, value }: Props) => {
  const { show } = value;
  const { title, plot } = show.info;
  const format = show.format ?? null;
  return (
    <div class="show-head">
      <h1>{title}</h1>
      <p class="show-line">
        <span>{lineOf(show)}</span>
        {format !== null && <Badges format={format} />}
      </p>
      {plot !== null && <Plot text={plot} />}
      {show.offline && <p class="bulletin">{words.show.away}</p>}
      <Actions facts={facts} value={value} />
      {format !== null && <Languages format={format} />}
    </div>
  );
};

/** `2004 · 2 seasons`, `1995 · 2 h 50 min` */
const lineOf = (show: ShowFacts['show']): string => {
  const { year } = show.info;
  if (show.kind === 'movie') {
    return joined(year, show.duration === null ? null : length(show.duration));
  }
  const seasons = seasonsOf(show.episodes).filter((season) => season > 0).length;
  const many = seasons > 1 ? words.seasons(seasons) : null;
  return joined(year, many, words.episodes(show.episodes.length));
};

/** What is usual is not worth a badge. */
const USUAL = ['stereo', 'mono', '576p', '480p', 'SD'];

export const Badges = ({ format: { resolution, hdr, sound } }: { readonly format: Format }) => (
  <>
    {[resolution, hdr, sound].map((badge) =>
      badge === null || USUAL.indexOf(badge) !== -1 ? null : (
        <span key={badge} class="badge">
          {badge}
        </span>
      ),
    )}
  </>
);

const Languages = ({ format }: { readonly format: Format }) => {
  const audio = languageNames(format.audio_languages);
  const subtitles = languageNames(format.subtitle_languages);
  if (audio === '' && subtitles === '') return null;
  return (
    <dl class="languages">
      {audio !== '' && <Fact name={words.show.audio} value={audio} />}
      {subtitles !== '' && <Fact name={words.show.subtitles} value={subtitles} />}
    </dl>
  );
};

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);
