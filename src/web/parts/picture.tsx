/** A box of a fixed shape: a colour and a letter, until there is a picture. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { initial } from '../data/cards.ts';
import { tintOf } from '../data/tint.ts';
import { useNear } from './near.ts';

interface Props {
  readonly id: string;
  readonly title: string;
  /** See CardFacts. */
  readonly colour?: string | null;
  /** Takes `w`, its width. */
  readonly address: string;
  readonly children?: ComponentChildren;
}

export const Picture = ({ id, title, colour = null, address, children }: Props) => {
  const { hue, chroma } = tintOf(id, colour);
  const tile = useRef<HTMLSpanElement>(null);
  const near = useNear(tile);
  return (
    <span
      class="tile"
      ref={tile}
      aria-hidden="true"
      data-initial={initial(title)}
      style={{ '--hue': String(hue), '--chroma': `${chroma}%` }}
    >
      {near && <Image key={address} address={sized(address, tile.current)} />}
      {children}
    </span>
  );
};

/** As wide as it is on this screen. */
export const sized = (address: string, tile: Element | null): string => {
  const width = Math.ceil((tile?.clientWidth || 320) * (window.devicePixelRatio || 1));
  return `${address}${address.indexOf('?') === -1 ? '?' : '&'}w=${width}`;
};

/** A server that has much to do may have none yet: it is asked once more. */
const AGAIN_MS = 8000;

/** Where there is none, what is beneath stays. Who scrolls on does not wait for what has passed. */
export const Image = ({ address }: { readonly address: string }) => {
  const image = useRef<HTMLImageElement>(null);
  const isSecond = useRef(false);
  const [state, setState] = useState<'coming' | 'there' | 'none' | 'never'>('coming');
  useEffect(() => {
    const { current } = image;
    return () => {
      if (current?.complete === false) current.src = '';
    };
  }, []);
  useEffect(() => {
    if (state !== 'none') return;
    const timer = window.setTimeout(
      () => setState(isSecond.current ? 'never' : 'coming'),
      AGAIN_MS,
    );
    isSecond.current = true;
    return () => window.clearTimeout(timer);
  }, [state]);
  if (state === 'none' || state === 'never') return null;
  return (
    <img
      class={state === 'there' ? 'picture loaded' : 'picture'}
      alt=""
      src={address}
      ref={image}
      onLoad={() => setState('there')}
      onError={() => setState('none')}
    />
  );
};
