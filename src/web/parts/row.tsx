/** Cards in a row that scrolls sideways. */
import { ChevronLeft, ChevronRight } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { scrollAcross } from '../reveal.ts';
import { words } from '../words/words.ts';
import { IconButton } from './icon-button.tsx';

interface Props {
  /** Names it, also where its title is shown in another language. */
  readonly id: string;
  readonly title: string;
  readonly shape: 'poster' | 'still';
  /** Where all of it is; null where this is all. */
  readonly all: string | null;
  /** One element each. */
  readonly children: ComponentChildren;
}

export const Row = ({ id, title, shape, all, children }: Props) => {
  const list = useRef<HTMLUListElement>(null);
  const [isLong, setLong] = useState(false);
  const measure = (): void => {
    const { current } = list;
    setLong(current !== null && current.scrollWidth > current.clientWidth + 1);
  };
  const turn = (pages: number): void => {
    const { current } = list;
    if (current !== null) scrollAcross(current, pages * current.clientWidth * 0.8);
  };
  return (
    <section
      class={`row-section ${shape}-row`}
      data-block
      aria-labelledby={`row-${id}`}
      onMouseEnter={measure}
    >
      <div class="row-head">
        <h2 class="row-title" id={`row-${id}`}>
          {all === null ? title : <RowLink href={all}>{title}</RowLink>}
        </h2>
        {isLong && <Turns turn={turn} />}
      </div>
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari takes it away where there are no dots */}
      <ul class="row" role="list" ref={list} data-row data-scroll>
        {children}
        {all !== null && <AllItem href={all} id={id} shape={shape} />}
      </ul>
    </section>
  );
};

/** For those who point: everybody else has other ways. */
const Turns = ({ turn }: { readonly turn: (pages: number) => void }) => (
  <div class="row-turns" aria-hidden="true">
    <IconButton icon={ChevronLeft} label={words.back} tabIndex={-1} onClick={() => turn(-1)} />
    <IconButton icon={ChevronRight} label={words.home.more} tabIndex={-1} onClick={() => turn(1)} />
  </div>
);

const RowLink = ({ href, children }: { href: string; children: ComponentChildren }) => (
  <a class="row-link" href={href} data-aside>
    {children}
    <span class="row-more">{words.home.all}</span>
  </a>
);

const AllItem = ({ href, id, shape }: { href: string; id: string; shape: string }) => (
  <li class={`item ${shape}-item`}>
    <a class={`card ${shape} all-card`} href={href} data-focus={`${id}:all`}>
      <span class="tile" />
      <span class="all-words">{words.home.all}</span>
    </a>
  </li>
);
