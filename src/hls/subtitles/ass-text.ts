/** The text of a line of an ASS script: what is read, how it looks, and where it stands. */
import { colourOf, type Look, oldAlignment, PLAIN, type Script, type Style } from './ass-styles.ts';

/** Letters that look alike. Line breaks are `\n`. */
export interface Run extends Look {
  readonly text: string;
}

export interface Reading {
  readonly runs: readonly Run[];
  /** As the keys of a number pad lie. */
  readonly alignment: number;
  /** In parts of the picture's width and height, 0 to 1; null: at the edge. */
  readonly at: { readonly x: number; readonly y: number } | null;
}

/** No screen holds more. */
const MOST_LETTERS = 4000;
/** With all that is said of their looks; the rest is not looked at. */
export const MOST_TEXT = 100_000;

export const readText = (text: string, script: Script, styleName: string): Reading => {
  const reader = new Reader(script, script.styles.get(styleName) ?? PLAIN);
  const whole = text.slice(0, MOST_TEXT);
  for (let at = 0; at < whole.length; ) {
    const opened = whole.indexOf('{', at);
    const isEscaped = opened > 0 && whole[opened - 1] === '\\';
    const closed = opened === -1 || isEscaped ? -1 : whole.indexOf('}', opened);
    // A brace that nobody closes is a brace.
    const end = isEscaped ? opened + 1 : closed === -1 ? whole.length : opened;
    reader.say(whole.slice(at, end).replace(ESCAPE, unescaped));
    if (closed !== -1) for (const tag of tagsOf(whole.slice(opened + 1, closed))) reader.obey(tag);
    at = closed === -1 ? end : closed + 1;
  }
  return reader.reading();
};

/** libavcodec writes a backslash that means nothing with an invisible letter behind it. */
const ESCAPE = /\\([Nnh{}\u2060])/g;

const unescaped = (_: string, letter: string): string => {
  if (letter === 'N' || letter === 'n') return '\n';
  if (letter === 'h') return '\u00a0';
  return letter === '\u2060' ? '\\' : letter;
};

/** What a block says, one by one. What moves or changes in time is passed over with all in it. */
function* tagsOf(block: string): Generator<string> {
  let [depth, from] = [0, -1];
  for (let at = 0; at <= block.length; at++) {
    const sign = block[at];
    if (sign === '(') depth++;
    if (sign === ')') depth = Math.max(0, depth - 1);
    if (sign !== undefined && (sign !== '\\' || depth > 0)) continue;
    if (from !== -1) yield block.slice(from, at).trim();
    from = at + 1;
  }
}

class Reader {
  readonly #script: Script;
  readonly #style: Style;
  readonly #runs: Run[] = [];
  #look: Look;
  #letters = 0;
  #isDrawing = false;
  #alignment: number | null = null;
  #at: Reading['at'] = null;

  constructor(script: Script, style: Style) {
    this.#script = script;
    this.#style = style;
    this.#look = style;
  }

  say(text: string): void {
    const left = MOST_LETTERS - this.#letters;
    if (this.#isDrawing || left <= 0) return;
    const cut = text.slice(0, left);
    this.#letters += cut.length;
    const last = this.#runs.at(-1);
    if (last !== undefined && isAlike(last, this.#look)) {
      this.#runs.splice(-1, 1, { ...last, text: last.text + cut });
      return;
    }
    const { italic, bold, underlined, colour } = this.#look;
    this.#runs.push({ italic, bold, underlined, colour, text: cut });
  }

  obey(tag: string): void {
    const pattern = TAGS.find((it) => it.test(tag));
    const [, name = '', value = ''] = pattern?.exec(tag) ?? [];
    switch (name) {
      case 'i':
        this.#look = { ...this.#look, italic: isOn(value, this.#style.italic) };
        break;
      case 'b':
        this.#look = { ...this.#look, bold: isOn(value, this.#style.bold) };
        break;
      case 'u':
        this.#look = { ...this.#look, underlined: isOn(value, this.#style.underlined) };
        break;
      case 'c':
      case '1c':
        this.#look = { ...this.#look, colour: value ? colourOf(value) : this.#style.colour };
        break;
      case 'r':
        this.#look = this.#script.styles.get(value) ?? this.#style;
        break;
      case 'p':
        this.#isDrawing = Number(value) > 0;
        break;
      default:
        this.#place(name, value);
    }
  }

  /** The first that says it counts. */
  #place(name: string, value: string): void {
    if (name === 'an' || name === 'a') {
      const key = name === 'an' ? Number(value) : oldAlignment(Number(value));
      if (key >= 1 && key <= 9) this.#alignment ??= key;
    } else if (name === 'pos' || name === 'move') {
      const [x = Number.NaN, y = Number.NaN] = value.slice(1).split(',').map(Number.parseFloat);
      const { width, height } = this.#script;
      if (Number.isFinite(x + y)) this.#at ??= { x: within(x / width), y: within(y / height) };
    }
  }

  reading(): Reading {
    const alignment = this.#alignment ?? this.#style.alignment;
    return { runs: withoutBlankLines(this.#runs), alignment, at: this.#at };
  }
}

const TAGS = [
  /^(an?|p)(\d{1,2})$/,
  /^([ibu])(\d{0,4})$/,
  /^(1?c)(&H[\da-f]{1,8}&?)?$/i,
  /^(r)(.{0,100})$/s,
  /^(pos|move)(\(.{1,200})/s,
];

const isAlike = (a: Look, b: Look): boolean =>
  a.italic === b.italic &&
  a.bold === b.bold &&
  a.underlined === b.underlined &&
  a.colour === b.colour;

const isOn = (value: string, otherwise: boolean): boolean =>
  value === '' ? otherwise : value === '1' || Number(value) >= 600;

const within = (part: number): number => Math.min(1, Math.max(0, part));

/** WebVTT ends a cue where a line is empty. */
const withoutBlankLines = (runs: readonly Run[]): Run[] => {
  const lines: Run[][] = [[]];
  for (const run of runs) {
    for (const [at, text] of visible(run.text).split('\n').entries()) {
      if (at > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...run, text });
    }
  }
  const full = lines.filter((line) => line.some(({ text }) => /\S/.test(text)));
  return full.flatMap((line, at) => (at === 0 ? line : broken(line)));
};

const broken = ([first, ...rest]: readonly Run[]): Run[] =>
  first === undefined ? [] : [{ ...first, text: `\n${first.text}` }, ...rest];

const visible = (text: string): string =>
  text.replace(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n').replace(/[^\P{Cc}\n\t]|\ufeff/gu, '');
