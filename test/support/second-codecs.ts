/** Names of codecs by RFC 6381 as FFmpeg's own parsers have it: a second opinion. */
import { spawnSync } from 'node:child_process';

const run = (program: string, args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return { stdout, stderr: String(stderr) };
};

interface Stream {
  readonly codec_name: string;
  readonly profile?: string;
  readonly side_data_list?: readonly Readonly<Record<string, number | string>>[];
}

const streamOf = (path: string): Stream => {
  const { stdout } = run('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', path]);
  const { streams } = JSON.parse(String(stdout)) as { streams: Stream[] };
  if (streams[0] === undefined) throw new Error(`${path} has no stream`);
  return streams[0];
};

/** A field of a header and its bits. */
type Field = readonly [name: string, bits: string];

/** The first header of that name, as the filter trace_headers writes it down. */
const headerOf = (path: string, name: string): Field[] => {
  const args = ['-hide_banner', '-nostdin', '-i', path, '-c', 'copy', '-bsf:v', 'trace_headers'];
  const lines = run('ffmpeg', [...args, '-f', 'null', '-']).stderr.split('\n');
  const texts = lines.flatMap((line) => /^\[trace_headers[^\]]*\] (.*)$/.exec(line)?.[1] ?? []);
  const from = texts.indexOf(name);
  if (from < 0) throw new Error(`${path}: ffmpeg finds no ${name}`);
  const fields: Field[] = [];
  for (const text of texts.slice(from + 1)) {
    const field = /^\d+\s+(\S+)\s+([01]+) = /.exec(text);
    if (field === null) break;
    fields.push([field[1] ?? '', field[2] ?? '']);
  }
  return fields;
};

/** All bits from one field up to the end of another. */
const between = (fields: readonly Field[], first: string, last: string): string => {
  const names = fields.map(([name]) => name);
  const [from, to] = [names.indexOf(first), names.indexOf(last)];
  return fields
    .slice(from, to + 1)
    .map(([, bits]) => bits)
    .join('');
};

const bitsOf = (fields: readonly Field[], name: string): string | null =>
  fields.find(([field]) => field === name)?.[1] ?? null;

const numberOf = (fields: readonly Field[], name: string): number =>
  Number.parseInt(bitsOf(fields, name) ?? '0', 2);

const bytesIn = (bits: string): number[] =>
  (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));

const hex = (value: number): string => value.toString(16).padStart(2, '0');

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** ISO/IEC 14496-15 E.1: avc1.PPCCLL. */
const h264 = (path: string): string => {
  const fields = headerOf(path, 'Sequence Parameter Set');
  return `avc1.${bytesIn(between(fields, 'profile_idc', 'level_idc'))
    .map(hex)
    .join('')}`;
};

/** ISO/IEC 14496-15 E.3. */
const hevc = (path: string): string => {
  const fields = headerOf(path, 'Sequence Parameter Set');
  const all = between(fields, 'general_profile_space', 'general_level_idc');
  const [head, flags, constraints, level] = [
    all.slice(0, 8),
    all.slice(8, 40),
    all.slice(40, 88),
    all.slice(88),
  ];
  const space = ['', 'A', 'B', 'C'][Number.parseInt(head.slice(0, 2), 2)];
  const tier = head[2] === '1' ? 'H' : 'L';
  const profile = Number.parseInt(head.slice(3), 2);
  const reversed = Number.parseInt([...flags].reverse().join(''), 2).toString(16);
  const bytes = bytesIn(constraints);
  while (bytes.at(-1) === 0) bytes.pop();
  const rest = bytes.map((byte) => `.${byte.toString(16)}`.toUpperCase()).join('');
  const compatible = reversed.toUpperCase();
  return `hvc1.${space}${profile}.${compatible}.${tier}${Number.parseInt(level, 2)}${rest}`;
};

/** BT.2020, PQ and HLG by ISO/IEC 23091-2: unnamed, a player would take it for plain SDR. */
const WIDE = [9, 16, 18];

/** AV1 codec ISO media file format binding, section 5. */
const av1 = (path: string): string => {
  const fields = headerOf(path, 'Sequence Header');
  const tier = numberOf(fields, 'seq_tier[0]') === 1 ? 'H' : 'M';
  const depths = numberOf(fields, 'twelve_bit') === 1 ? 12 : 10;
  const depth = numberOf(fields, 'high_bitdepth') === 1 ? depths : 8;
  const level = twoDigits(numberOf(fields, 'seq_level_idx[0]'));
  const short = `av01.${numberOf(fields, 'seq_profile')}.${level}${tier}.${twoDigits(depth)}`;
  const isWide = AV1_COLOURS.some((name) => WIDE.includes(numberOf(fields, name)));
  return isWide ? `${short}.${av1Colours(fields)}` : short;
};

const AV1_COLOURS = ['color_primaries', 'transfer_characteristics', 'matrix_coefficients'];

/** Of 4:2:0, the only one that players take. */
const av1Colours = (fields: readonly Field[]): string =>
  [
    numberOf(fields, 'mono_chrome'),
    `11${numberOf(fields, 'chroma_sample_position')}`,
    ...AV1_COLOURS.map((name) => twoDigits(numberOf(fields, name))),
    numberOf(fields, 'color_range'),
  ].join('.');

/** Pictures of VP9 do not tell their level: that of the vpcC which ffmpeg writes for the source. */
const vp9 = (source: string): string => {
  const args = ['-v', 'error', '-nostdin', '-i', source, '-map', '0:v:0', '-c', 'copy'];
  const fragments = ['-frames:v', '2', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4', '-'];
  const { stdout } = run('ffmpeg', [...args, ...fragments]);
  const at = stdout.indexOf('vpcC', 0, 'latin1') + 8; // behind version and flags
  const [profile = 0, level = 0, sampling = 0, ...colours] = stdout.subarray(at, at + 6);
  const short = ['vp09', profile, level, sampling >> 4];
  const rest = [(sampling >> 1) & 7, ...colours, sampling & 1];
  const all = colours.some((colour) => WIDE.includes(colour)) ? [...short, ...rest] : short;
  return all.map((part) => (typeof part === 'number' ? twoDigits(part) : part)).join('.');
};

const PICTURES: Readonly<Record<string, (path: string, source: string) => string>> = {
  h264,
  hevc,
  av1,
  vp9: (_, source) => vp9(source),
};

/** Of a track in fMP4 that was made of `source`: an init segment, with pictures or without. */
export const pictureCodec = (path: string, source: string): string => {
  const { codec_name: codec } = streamOf(path);
  const name = PICTURES[codec]?.(path, source);
  if (name === undefined) throw new Error(`${path}: ${codec} has no name`);
  return name;
};

/** SUPPLEMENTAL-CODECS by the configuration of Dolby Vision that ffprobe finds; null: none. */
export const supplementalCodec = (path: string): string | null => {
  const dovi = streamOf(path).side_data_list?.find((data) => 'dv_profile' in data);
  const brand = { 1: 'db1p', 2: 'db2g', 4: 'db4h' }[
    Number(dovi?.['dv_bl_signal_compatibility_id'])
  ];
  if (dovi === undefined || brand === undefined) return null;
  const level = twoDigits(Number(dovi['dv_level']));
  return `dvh1.${twoDigits(Number(dovi['dv_profile']))}.${level}/${brand}`;
};

const AAC: Readonly<Record<string, string>> = {
  Main: 'mp4a.40.1',
  LC: 'mp4a.40.2',
  'HE-AAC': 'mp4a.40.5',
  'HE-AACv2': 'mp4a.40.29',
  xHE: 'mp4a.40.42',
};
const SOUNDS: Readonly<Record<string, string>> = {
  mp3: 'mp4a.40.34',
  ac3: 'ac-3',
  eac3: 'ec-3',
  opus: 'Opus',
  flac: 'fLaC',
};

/** Of a track in fMP4 with at least one frame: profiles of AAC show when it is decoded. */
export const soundCodec = (path: string): string => {
  const { codec_name: codec, profile = '' } = streamOf(path);
  const name = codec === 'aac' ? AAC[profile] : SOUNDS[codec];
  if (name === undefined) throw new Error(`${path}: ${codec} ${profile} has no name`);
  return name;
};
