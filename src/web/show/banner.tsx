/** A wide picture behind the title, which fades into the page. */
import { useRef } from 'preact/hooks';
import { hueOf } from '../data/tint.ts';
import { Image } from '../parts/picture.tsx';

interface Props {
  readonly info: { readonly id: string; readonly banner: string };
}

/** Pixels, as much as the server makes: for a picture behind words that is enough everywhere. */
const WIDTH = 1920;

export const Banner = ({ info: { id, banner } }: Props) => {
  const host = useRef<HTMLDivElement>(null);
  const width = Math.min(WIDTH, Math.ceil(window.innerWidth * (window.devicePixelRatio || 1)));
  return (
    <div class="banner" aria-hidden="true" ref={host} style={{ '--hue': String(hueOf(id)) }}>
      <Image address={`${banner}?w=${width}`} />
    </div>
  );
};
