/** The colour that stands for a picture until that is there. */

/** Of a picture of which nothing is known: the same for the same title, wherever it stands. */
export const hueOf = (text: string): number => {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) % 1e6;
  return (sum * 137) % 360;
};

/** Percent: what is beside the pictures stays quiet. */
const QUIET = 14;
const MOST = 45;

/** As styles take it, which decide how light it is. */
export interface Tint {
  /** Degrees. */
  readonly hue: number;
  /** Percent. */
  readonly chroma: number;
}

/** `colour`: of the picture, `#2a1b10`; null where it is not known. */
export const tintOf = (id: string, colour: string | null): Tint => {
  if (colour === null) return { hue: hueOf(id), chroma: QUIET };
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    Number.parseInt(colour.slice(at, at + 2), 16),
  );
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const span = most - least;
  if (span === 0) return { hue: 0, chroma: 0 };
  const sixths =
    most === red
      ? (green - blue) / span
      : most === green
        ? 2 + (blue - red) / span
        : 4 + (red - green) / span;
  const chroma = (100 * span) / (255 - Math.abs(most + least - 255));
  return { hue: Math.round((sixths * 60 + 360) % 360), chroma: Math.min(MOST, Math.round(chroma)) };
};
