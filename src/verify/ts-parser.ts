/**
 * Reads MPEG-TS (ISO/IEC 13818-1) for `haema verify`. Written from the standard and not from our
 * writer, so that the two can disagree.
 */
import { hex, joined, MalformedError } from './bytes.ts';
import { crc32Mpeg } from './crc32.ts';

export interface PesPacket {
  readonly pid: number;
  /** 90 kHz, 33 bits; null: none. */
  readonly pts: number | null;
  readonly dts: number | null;
  readonly randomAccess: boolean;
  readonly data: Uint8Array;
}

/** The continuity counters of a PID's first and last packet with payload. */
export interface Counters {
  readonly first: number;
  last: number;
}

export interface Transport {
  /** Elementary PID → stream_type. */
  readonly streams: ReadonlyMap<number, number>;
  readonly clockPid: number;
  readonly packets: readonly PesPacket[];
  readonly counters: ReadonlyMap<number, Counters>;
  /** 90 kHz bases of the program clock, in the order of the stream. */
  readonly clocks: readonly number[];
  /** PAT and PMT as sent. */
  readonly tables: string;
  /** What the standard forbids, or what a seam must not have; the first few. */
  readonly problems: readonly string[];
}

export const PACKET_SIZE = 188;
const NULL_PID = 0x1fff;
const MOST_PROBLEMS = 8;

/** @throws MalformedError when there is no program to be found. */
export const parseTransport = (bytes: Uint8Array): Transport => {
  const parser = new TransportParser();
  if (bytes.length === 0 || bytes.length % PACKET_SIZE !== 0) {
    parser.problem(`${bytes.length} bytes are no whole number of packets`);
  }
  for (let at = 0; at + PACKET_SIZE <= bytes.length; at += PACKET_SIZE) {
    parser.packet(bytes.subarray(at, at + PACKET_SIZE));
  }
  return parser.finish();
};

interface Assembly {
  readonly parts: Uint8Array[];
  readonly randomAccess: boolean;
}

class TransportParser {
  readonly #streams = new Map<number, number>();
  readonly #counters = new Map<number, Counters>();
  readonly #open = new Map<number, Assembly>();
  readonly #packets: PesPacket[] = [];
  readonly #clocks: number[] = [];
  readonly #problems: string[] = [];
  #pat = '';
  #pmt = '';
  #pmtPid = -1;
  #clockPid = -1;

  problem(text: string): void {
    if (this.#problems.length < MOST_PROBLEMS) {
      this.#problems.push(text);
    }
  }

  packet(bytes: Uint8Array): void {
    const [sync = 0, high = 0, low = 0, flags = 0] = bytes;
    if (sync !== 0x47) {
      this.problem('a packet does not begin with the sync byte');
      return;
    }
    const pid = ((high & 0x1f) << 8) | low;
    if (pid === NULL_PID) {
      return;
    }
    if ((high & 0x80) !== 0 || (flags & 0xc0) !== 0) {
      this.problem(`PID ${pid}: a packet is marked as damaged or scrambled`);
    }
    const randomAccess = (flags & 0x20) !== 0 && this.#adaptation(pid, bytes);
    if ((flags & 0x10) === 0) {
      return;
    }
    this.#count(pid, flags & 15);
    const start = (flags & 0x20) === 0 ? 4 : 5 + (bytes[4] ?? 0);
    this.#payload(pid, (high & 0x40) !== 0, randomAccess, bytes.subarray(start));
  }

  finish(): Transport {
    for (const pid of this.#open.keys()) {
      this.#close(pid);
    }
    if (this.#pmtPid < 0 || this.#streams.size === 0) {
      throw new MalformedError('no program is announced');
    }
    return {
      streams: this.#streams,
      clockPid: this.#clockPid,
      packets: this.#packets,
      counters: this.#counters,
      clocks: this.#clocks,
      tables: `${this.#pat} ${this.#pmt}`,
      problems: this.#problems,
    };
  }

  /** Whether the packet is marked as a random access point. */
  #adaptation(pid: number, bytes: Uint8Array): boolean {
    const length = bytes[4] ?? 0;
    const hasPayload = ((bytes[3] ?? 0) & 0x10) !== 0;
    if (length > (hasPayload ? 182 : 183)) {
      this.problem(`PID ${pid}: an adaptation field of ${length} bytes`);
    }
    if (length === 0) {
      return false;
    }
    const flags = bytes[5] ?? 0;
    if ((flags & 0x80) !== 0) {
      this.problem(`PID ${pid}: a discontinuity is announced`);
    }
    if ((flags & 0x10) !== 0 && length >= 7) {
      const base = new DataView(bytes.buffer, bytes.byteOffset + 6, 5);
      this.#clocks.push(base.getUint32(0) * 2 + (base.getUint8(4) >> 7));
    }
    return (flags & 0x40) !== 0;
  }

  #count(pid: number, counter: number): void {
    const known = this.#counters.get(pid);
    if (known === undefined) {
      this.#counters.set(pid, { first: counter, last: counter });
      return;
    }
    if (counter !== ((known.last + 1) & 15)) {
      this.problem(`PID ${pid}: continuity counter ${counter} after ${known.last}`);
    }
    known.last = counter;
  }

  #payload(pid: number, begins: boolean, randomAccess: boolean, payload: Uint8Array): void {
    if (pid === 0 || pid === this.#pmtPid) {
      if (begins) {
        this.#section(pid, payload);
      }
      return;
    }
    if (!this.#streams.has(pid)) {
      this.problem(`PID ${pid} is not announced before its first packet`);
      return;
    }
    if (begins) {
      this.#close(pid);
      this.#open.set(pid, { parts: [payload], randomAccess });
      return;
    }
    const assembly = this.#open.get(pid);
    if (assembly === undefined) {
      this.problem(`PID ${pid}: begins in the middle of a PES packet`);
      return;
    }
    assembly.parts.push(payload);
  }

  #section(pid: number, payload: Uint8Array): void {
    const start = 1 + (payload[0] ?? 0);
    const length = (((payload[start + 1] ?? 0) & 0x0f) << 8) | (payload[start + 2] ?? 0);
    const section = payload.subarray(start, start + 3 + length);
    if (section.length < 12 || section.length !== 3 + length || crc32Mpeg(section) !== 0) {
      this.problem(`PID ${pid}: a table is cut short or fails its checksum`);
      return;
    }
    if (pid === 0) {
      this.#once('PAT', this.#pat, hex(section));
      this.#pat = hex(section);
      this.#pmtPid = (((section[10] ?? 0) & 0x1f) << 8) | (section[11] ?? 0);
    } else {
      this.#once('PMT', this.#pmt, hex(section));
      this.#pmt = hex(section);
      this.#program(section);
    }
  }

  #once(name: string, before: string, now: string): void {
    if (before !== '' && before !== now) {
      this.problem(`the ${name} changes`);
    }
  }

  #program(section: Uint8Array): void {
    const two = (at: number): number => ((section[at] ?? 0) << 8) | (section[at + 1] ?? 0);
    this.#clockPid = two(8) & 0x1fff;
    let at = 12 + (two(10) & 0x0fff);
    while (at + 5 <= section.length - 4) {
      this.#streams.set(two(at + 1) & 0x1fff, section[at] ?? 0);
      at += 5 + (two(at + 3) & 0x0fff);
    }
  }

  #close(pid: number): void {
    const assembly = this.#open.get(pid);
    this.#open.delete(pid);
    if (assembly === undefined) {
      return;
    }
    const pes = parsePes(pid, joined(assembly.parts), assembly.randomAccess);
    if (typeof pes === 'string') {
      this.problem(`PID ${pid}: ${pes}`);
    } else {
      this.#packets.push(pes);
    }
  }
}

/** The packet, or what is wrong with it. */
const parsePes = (pid: number, bytes: Uint8Array, randomAccess: boolean): PesPacket | string => {
  if (bytes.length < 9 || bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 1) {
    return 'a PES packet does not begin with its start code';
  }
  const length = ((bytes[4] ?? 0) << 8) | (bytes[5] ?? 0);
  if (length !== 0 && length !== bytes.length - 6) {
    return `a PES packet announces ${length} bytes and has ${bytes.length - 6}`;
  }
  const flags = (bytes[7] ?? 0) >> 6;
  const start = 9 + (bytes[8] ?? 0);
  if (start > bytes.length || (flags >= 2 && start < (flags === 3 ? 19 : 14))) {
    return 'the header of a PES packet is cut short';
  }
  const pts = flags >= 2 ? stamp(bytes, 9) : null;
  const dts = flags === 3 ? stamp(bytes, 14) : pts;
  return { pid, pts, dts, randomAccess, data: bytes.subarray(start) };
};

/** 33 bits in five bytes, with marker bits between. */
const stamp = (bytes: Uint8Array, at: number): number => {
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = bytes.subarray(at, at + 5);
  return ((a >> 1) & 7) * 2 ** 30 + (b << 22) + ((c >> 1) << 15) + (d << 7) + (e >> 1);
};
