/** A film or a series: what it is about, how it goes on, and all that there is of it. */
import { ArrowLeft } from 'lucide';
import { useLayoutEffect } from 'preact/hooks';
import { ApiError, UNREACHABLE } from '../api.ts';
import { useRefresh } from '../data/live.ts';
import { type Loaded, useLoaded } from '../data/resource.ts';
import { fetchFacts, type ShowFacts } from '../data/show.ts';
import { IconButton } from '../parts/icon-button.tsx';
import { Failure, Message } from '../parts/message.tsx';
import { useScreen } from '../parts/screen.ts';
import { back, HOME } from '../router.ts';
import { words } from '../words/words.ts';
import { Banner } from './banner.tsx';
import { Episodes } from './episodes.tsx';
import { Extras } from './extras.tsx';
import { Head } from './head.tsx';
import { Versions } from './versions.tsx';

interface Props {
  /** Of the history. */
  readonly entry: number;
  readonly showId: string;
}

export const ShowScreen = ({ entry, showId }: Props) => {
  const facts = useLoaded(`show:${showId}`, () => fetchFacts(showId));
  const { value, error } = facts;
  const { root, place } = useScreen({ entry, title: value?.show.info.title ?? null });
  useRefresh(facts.reload);
  const isHere = value !== undefined || error !== undefined;
  useLayoutEffect(() => {
    if (isHere) place.arrive();
  }, [isHere]);
  return (
    <main class="show" ref={root} tabIndex={-1}>
      {value !== undefined && <Banner info={value.show.info} />}
      <div class="show-top">
        <IconButton icon={ArrowLeft} label={words.back} onClick={back} />
      </div>
      {!isHere && <Waiting />}
      {value === undefined && error !== undefined && <Missing error={error} again={facts.reload} />}
      {value !== undefined && <Contents entry={entry} facts={facts} value={value} />}
    </main>
  );
};

interface ContentsProps {
  readonly entry: number;
  readonly facts: Loaded<ShowFacts>;
  readonly value: ShowFacts;
}

const Contents = ({ entry, facts, value }: ContentsProps) => {
  const { show } = value;
  return (
    <>
      <Head facts={facts} value={value} />
      {show.kind === 'series' && (
        <Episodes entry={entry} series={show} value={value} facts={facts} />
      )}
      {show.kind === 'movie' && <Versions film={show} />}
      <Extras extras={show.extras} />
    </>
  );
};

const Waiting = () => (
  <div class="show-head skeleton" aria-hidden="true">
    <span class="bone bone-heading" />
    <span class="bone bone-line" />
    <span class="bone bone-line" />
    <span class="bone bone-button" />
  </div>
);

const Missing = ({ error, again }: { readonly error: unknown; readonly again: () => void }) => {
  const isGone = error instanceof ApiError && error.code !== UNREACHABLE && error.status < 500;
  if (!isGone) return <Failure error={error} again={again} />;
  const actions = [{ label: words.nav.home, press: HOME }];
  return <Message actions={actions} {...words.show.missing} />;
};
