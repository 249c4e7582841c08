/** Which pictures become BT.709, and how their colours are meant. */
import type { ColourFacts, DolbyVision, ToneMap } from '../core/recipes.ts';

const PQ = 'smpte2084';
const HLG = 'arib-std-b67';

/** What most films are made for. */
const USUAL_PEAK = 1000;
/** Of what a file may claim: SDR's white, and the most that PQ can say. */
const PEAKS = { least: 100, most: 10_000 } as const;

/** Null for SDR in the primaries of today's screens, or of those before. */
export const toneMapOf = (source: ColourFacts): ToneMap | null => {
  const { primaries, matrix } = source.colour;
  const transfer = transferOf(source);
  const hdr = transfer === PQ || transfer === HLG;
  const said = primaries !== 'unknown' ? primaries : matrix;
  if (!hdr && !said.startsWith('bt2020')) return null;
  return {
    transfer: hdr ? transfer : 'bt709',
    primaries: ['bt709', 'smpte432'].includes(primaries) ? primaries : 'bt2020',
    matrix: ['bt709', 'bt470bg', 'smpte170m'].includes(matrix) ? matrix : 'bt2020nc',
    peak: transfer === PQ ? credible(source.peak) : 0,
  };
};

/** Why the pictures cannot be made for others to play, in words; null when they can. */
export const colourRefusal = ({ colour, dolbyVision }: ColourFacts): string | null => {
  if (dolbyVision !== null && !hasBaseLayer(dolbyVision)) {
    const { profile } = dolbyVision;
    return `Dolby Vision profile ${profile} has colours that only Dolby Vision players can show`;
  }
  return colour.matrix === 'ictcp' ? 'its colours (ICtCp) cannot be converted yet' : null;
};

/** Later profiles may, too, be made without a layer for others. */
const hasBaseLayer = ({ profile, compatibility }: DolbyVision): boolean =>
  profile !== 5 && (profile < 10 || compatibility !== 0);

/** Dolby Vision says it of its base layer where that does not itself. */
const transferOf = ({ colour, dolbyVision }: ColourFacts): string => {
  if (colour.transfer !== 'unknown') return colour.transfer;
  switch (dolbyVision?.compatibility) {
    case 1:
    case 6:
      return PQ;
    case 4:
      return HLG;
    default:
      return colour.transfer;
  }
};

const credible = (peak: number): number =>
  peak === 0 ? USUAL_PEAK : Math.min(PEAKS.most, Math.max(PEAKS.least, peak));
