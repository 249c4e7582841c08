/** What the header of an ASS script says of how its lines are shown. Hostile text. */

/** Of letters, as far as WebVTT can say it. */
export interface Look {
  readonly italic: boolean;
  readonly bold: boolean;
  readonly underlined: boolean;
  /** Name of a class that WebVTT has for it; null: as the player likes. */
  readonly colour: string | null;
}

export interface Style extends Look {
  /** As the keys of a number pad lie: 2 is at the bottom, in the middle. */
  readonly alignment: number;
}

export interface Script {
  /** What places are told in. */
  readonly width: number;
  readonly height: number;
  readonly styles: ReadonlyMap<string, Style>;
}

export const PLAIN: Style = {
  italic: false,
  bold: false,
  underlined: false,
  colour: null,
  alignment: 2,
};

/** As libass has it where a script says nothing. */
const WIDTH = 384;
const HEIGHT = 288;
/** Of what is no script. */
const MOST_STYLES = 2000;
const MOST_HEADER = 300_000;

export const scriptOf = (header: string): Script => {
  const styles = new Map<string, Style>();
  let [width, height] = [0, 0];
  let [section, fields] = ['', [] as string[]];
  for (const line of header.slice(0, MOST_HEADER).split(/\r\n|\r|\n/)) {
    const [, name = '', value = ''] = /^([^:]{1,40}):\s*(.*)$/.exec(line) ?? [];
    if (line.startsWith('[')) section = line.trim().toLowerCase();
    else if (name === 'PlayResX') width = sizeOf(value);
    else if (name === 'PlayResY') height = sizeOf(value);
    else if (name === 'Format') fields = value.split(',').map((field) => field.trim());
    else if (name === 'Style' && styles.size < MOST_STYLES) {
      const told = new Map(value.split(',').map((part, at) => [fields[at] ?? '', part.trim()]));
      styles.set(told.get('Name') ?? '', styleOf(told, section === '[v4 styles]'));
    }
  }
  return { width: width || WIDTH, height: height || HEIGHT, styles };
};

const sizeOf = (value: string): number => Math.min(Math.max(Number(value) || 0, 0), 100_000);

const styleOf = (told: ReadonlyMap<string, string>, isOld: boolean): Style => {
  const isSet = (name: string): boolean => Number(told.get(name) ?? 0) !== 0;
  const alignment = Number(told.get('Alignment') ?? 2);
  return {
    italic: isSet('Italic'),
    bold: isSet('Bold'),
    underlined: isSet('Underline'),
    colour: colourOf(told.get('PrimaryColour') ?? ''),
    alignment: isOld ? oldAlignment(alignment) : padOf(alignment),
  };
};

const padOf = (key: number): number => (key >= 1 && key <= 9 ? Math.trunc(key) : 2);

/** As SSA has it, and `\a`: 1 to 3 from left to right, 4 more at the top, 8 more in the middle. */
export const oldAlignment = (value: number): number => {
  const column = value & 3;
  if (column === 0) return 2;
  return column + (value & 4 ? 6 : value & 8 ? 3 : 0);
};

/** The colours that WebVTT has names for, as they lie on the circle from red on. */
const HUES = ['red', 'yellow', 'lime', 'cyan', 'blue', 'magenta'];
/** Of 255: duller colours are no colours, and darker ones cannot be read on a player's black. */
const DULL = 64;
const DARK = 96;

/** `&HAABBGGRR`, or that number in decimal. */
export const colourOf = (value: string): string | null => {
  const [, hex, decimal] = /^(?:&H([0-9a-f]{1,8})&?|(-?\d{1,10}))$/i.exec(value) ?? [];
  const number = hex === undefined ? Number(decimal ?? 0xffffff) : Number.parseInt(hex, 16);
  const [red, green, blue] = [number & 255, (number >> 8) & 255, (number >> 16) & 255];
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const span = most - least;
  if (span < DULL || most < DARK) return null;
  if (most === red) return HUES[(Math.round((green - blue) / span) + 6) % 6] ?? null;
  if (most === green) return HUES[Math.round((blue - red) / span) + 2] ?? null;
  return HUES[Math.round((red - green) / span) + 4] ?? null;
};
