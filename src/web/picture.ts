/** Pictures of tiles: loaded when these come near the screen, as large as they are shown. */
import { el } from './dom.ts';

/** Ahead of the screen. */
const MARGIN = '300px';

interface Wanted {
  readonly address: string;
  image: HTMLImageElement | null;
}

const wanted = new WeakMap<Element, Wanted>();

const observer =
  'IntersectionObserver' in window
    ? new IntersectionObserver(
        (entries) => {
          for (const entry of entries) {
            // Old browsers know no isIntersecting.
            if (entry.isIntersecting || entry.intersectionRatio > 0) load(entry.target);
            else giveUp(entry.target);
          }
        },
        { rootMargin: MARGIN },
      )
    : null;

/** What the tile shows without it stays until it is there, and where there is none. */
export const wantPicture = (tile: Element, address: string): void => {
  wanted.set(tile, { address, image: null });
  if (observer === null) load(tile);
  else observer.observe(tile);
};

/** As wide as it is on this screen. */
const pictureUrl = (address: string, tile: Element): string => {
  const width = Math.ceil((tile.clientWidth || 320) * (window.devicePixelRatio || 1));
  return `${address}${address.indexOf('?') === -1 ? '?' : '&'}w=${width}`;
};

const load = (tile: Element): void => {
  const want = wanted.get(tile);
  if (want === undefined || want.image !== null) return;
  const image = el('img', { class: 'picture', alt: '' });
  image.onload = () => {
    observer?.unobserve(tile);
    image.classList.add('loaded');
  };
  image.onerror = () => {
    observer?.unobserve(tile);
    remove(image);
  };
  image.src = pictureUrl(want.address, tile);
  want.image = image;
  tile.insertBefore(image, tile.firstChild);
};

/** Who scrolls past does not wait for what was passed. */
const giveUp = (tile: Element): void => {
  const want = wanted.get(tile);
  const image = want?.image ?? null;
  if (want === undefined || image === null) return;
  want.image = null;
  image.onload = null;
  image.onerror = null;
  image.src = '';
  remove(image);
};

const remove = (image: Element): void => {
  image.parentNode?.removeChild(image);
};
