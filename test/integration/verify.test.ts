/** `haema verify` on clips of our own: what is good plays, and whatever is tampered with fails. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createEngine } from '../../src/engine/engine.ts';
import type { Inspection } from '../../src/engine/inspection.ts';
import type { Engine, Segment, SegmentRequest } from '../../src/engine/types.ts';
import { verifyFile } from '../../src/verify/verify.ts';
import { corpusTest } from '../support/corpus.ts';
import { HAEMA } from '../support/haema.ts';

const folder = mkdtempSync(join(tmpdir(), 'haema-verify-'));
const CLIP = 'long-gop.mp4';
const FRAME = 3600;

const clip = (name: string, ...codecs: string[]): void => {
  const picture = 'testsrc2=size=320x180:rate=25:duration=5.5';
  const sound = 'anoisesrc=color=pink:seed=5:amplitude=0.4:sample_rate=48000:duration=5.5';
  const sources = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound];
  const all = ['-v', 'error', ...sources, ...codecs, join(folder, name)];
  const { status, stderr } = spawnSync('ffmpeg', all, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
};

before(() => {
  const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-g', '250'];
  clip(CLIP, ...x264, '-pix_fmt', 'yuv420p', '-c:a', 'aac');
  const vp9 = ['-c:v', 'libvpx-vp9', '-cpu-used', '8', '-deadline', 'realtime', '-g', '40'];
  clip('vp9.webm', ...vp9, '-c:a', 'libopus');
  mkdirSync(join(folder, 'bad'));
  writeFileSync(join(folder, 'bad', 'empty.mp4'), '');
  writeFileSync(join(folder, 'bad', 'text.mkv'), 'this is no video');
});
after(() => rmSync(folder, { recursive: true }));

const haema = (...args: string[]) => {
  const run = spawnSync(process.execPath, [HAEMA, 'verify', ...args], { encoding: 'utf8' });
  return { status: run.status, out: run.stdout, err: run.stderr };
};

for (const name of [CLIP, 'vp9.webm']) {
  test(`verify: ${name} plays`, () => {
    const { status, out, err } = haema(join(folder, name), '--json');
    const { outcome, reason, frames, made, remade, warm, worstStart } = JSON.parse(out);
    assert.deepEqual([outcome, reason, status, err], ['plays', '', 0, '']);
    assert.equal(frames, 138);
    assert.ok(made > remade && warm > 0 && worstStart < 11, out);
  });
}

test('verify: a folder is a table, and what is no video is refused', () => {
  const { status, out } = haema(folder, '--quick');
  assert.equal(status, 0, out);
  assert.match(out, /^bad\/empty\.mp4 +refused/m);
  assert.match(out, /^long-gop\.mp4 +plays as copy/m);
  assert.match(out, /^2 play \(2 as copy, 0 as transcode\), 2 refused, 0 fail$/m);
});

test('verify: a file that is refused is one line and exit code 2', () => {
  for (const name of ['bad/empty.mp4', 'bad/text.mkv', 'missing.mkv']) {
    const { status, out, err } = haema(join(folder, name));
    assert.deepEqual([status, out], [2, ''], name);
    assert.match(err, /^haema: [^\n]+\([A-Z_]+\)\n$/, name);
  }
  const unknown = haema(join(folder, CLIP), '--rendition', '1080p_h264');
  assert.equal(unknown.status, 2);
  assert.match(unknown.err, /there is no rendition 1080p_h264/);
});

test('verify: an interrupt ends it quietly with exit code 130', async () => {
  const child = spawn(process.execPath, [HAEMA, 'verify', join(folder, CLIP)]);
  let text = '';
  child.stdout.on('data', (data) => (text += data));
  child.stderr.on('data', (data) => (text += data));
  const exit = new Promise((resolve) => child.on('exit', resolve));
  while (readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8') === '') {
    await setTimeout(20); // it listens before it starts an engine
  }
  child.kill('SIGINT');
  const code = await exit;
  assert.deepEqual([code, text], [130, '']);
});

type Change = (request: SegmentRequest, make: Engine['segment'], nth: number) => Promise<Segment>;

/** Segments of index 1 go through `change`; `nth` counts how often one was asked for. */
const tampered = (change: Change): Engine => {
  const engine = createEngine();
  const asked = new Map<string, number>();
  return {
    ...engine,
    segment: (request, signal) => {
      const made: Engine['segment'] = (other) => engine.segment(other, signal);
      if (request.start !== SECOND_START) {
        return made(request);
      }
      const { video, audio, container, end } = request;
      const key = [video?.height, audio?.stream, container, end].join();
      asked.set(key, (asked.get(key) ?? 0) + 1);
      return change(request, made, asked.get(key) ?? 0);
    },
  };
};

/** Where the second segment of the clip begins; the first one takes about a second. */
const SECOND_START = 90_000;

const edited = (change: (bytes: Buffer) => void): Change => {
  return async (request, make) => {
    const segment = await make(request);
    const data = Buffer.from(segment.data);
    if (request.container === 'ts' && request.video !== null) {
      change(data);
    }
    return { ...segment, data };
  };
};

/** The PES headers of the pictures, in the order of decoding. */
const pictureHeaders = (bytes: Buffer): number[] => {
  const found: number[] = [];
  const code = Buffer.from([0, 0, 1, 0xe0]);
  for (let at = bytes.indexOf(code); at >= 0; at = bytes.indexOf(code, at + 1)) {
    found.push(at);
  }
  return found;
};

/** Breaks what lies behind the headers of AAC frames: they are as long as they say. */
const damageSound = (bytes: Buffer): void => {
  for (
    let at = bytes.indexOf('fff1', 0, 'hex');
    at >= 0;
    at = bytes.indexOf('fff1', at + 2, 'hex')
  ) {
    bytes.fill(0xe5, at + 8, at + 40);
  }
};

const PTS = 9;
const later = (bytes: Buffer, at: number, ticks: number): void => {
  const low = bytes.readUInt16BE(at + PTS + 3) >> 1;
  bytes.writeUInt16BE(((low + ticks) << 1) | 1, at + PTS + 3);
};

const faults: readonly { name: string; check: string; change: Change }[] = [
  {
    name: 'a shifted pts',
    check: 'frames',
    change: edited((bytes) => later(bytes, pictureHeaders(bytes)[5] ?? 0, 45)),
  },
  {
    name: 'a lost frame',
    check: 'frames',
    change: (request, make) => make({ ...request, end: request.end - FRAME }),
  },
  {
    name: 'a frame of the next segment',
    check: 'frames',
    change: (request, make) => make({ ...request, end: request.end + FRAME }),
  },
  {
    name: 'pictures that come one frame early, with their sound',
    check: 'pictures',
    change: (request, make) => make({ ...request, origin: request.origin + FRAME }),
  },
  {
    name: 'sound that comes 1 ms early',
    check: 'audio',
    change: (request, make) =>
      make(request.video === null ? { ...request, origin: request.origin + 90 } : request),
  },
  {
    name: 'a continuity counter that does not go on',
    check: 'seams',
    change: edited((bytes) => {
      for (let at = 0; at < bytes.length; at += 188) {
        const flags = bytes[at + 3] ?? 0;
        bytes[at + 3] = (flags & 0xf0) | ((flags + 1) & 15);
      }
    }),
  },
  {
    name: 'bytes that differ the second time',
    check: 'identity',
    change: async (request, make, nth) => {
      const segment = await make(request);
      const data = Buffer.from(segment.data);
      data[data.length - 1] = (data.at(-1) ?? 0) ^ (nth > 1 ? 1 : 0);
      return { ...segment, data };
    },
  },
  {
    name: 'other pictures in fMP4',
    check: 'containers',
    change: (request, make) => {
      const { container, video } = request;
      const other = container === 'fmp4' && video !== null;
      return make(other ? { ...request, video: { ...video, crf: video.crf + 5 } } : request);
    },
  },
  {
    name: 'other parameter sets',
    check: 'seams',
    change: (request, make) => {
      const { video } = request;
      const colour = { range: 'tv', primaries: 'bt2020', transfer: 'bt709', matrix: 'bt709' };
      return make({ ...request, video: video === null ? null : { ...video, colour } });
    },
  },
  {
    name: 'a damaged picture',
    check: 'alone',
    change: edited((bytes) => {
      const slice = bytes.indexOf(Buffer.from([0, 0, 1, 0x41]), pictureHeaders(bytes)[1]);
      assert.ok(slice > 0, 'no slice of a reference picture');
      // first_mb_in_slice becomes 43,689, of 240: no decoder can take that for a picture.
      bytes.set([0x00, 0x01, 0x55, 0x55], slice + 4);
    }),
  },
  {
    name: 'damaged sound',
    check: 'alone',
    change: edited((bytes) => damageSound(bytes)),
  },
  {
    name: 'a segment that cannot be made',
    check: 'made',
    change: async (request, make) => make({ ...request, end: request.start }),
  },
];

for (const { name, check, change } of faults) {
  test(`verify: finds ${name}`, async () => {
    const source = { root: folder, path: CLIP };
    const { outcome, failures } = await verifyFile(tampered(change), source);
    assert.equal(outcome, 'fails');
    const found = failures.filter((finding) => finding.check === check);
    assert.ok(found.length > 0, JSON.stringify(failures));
  });
}

test('verify: finds two pictures that changed places', async () => {
  const engine = createEngine();
  const swap = (found: Inspection): Inspection => {
    const pictures = Uint8Array.from(found.pictures);
    const size = found.pictureWidth * found.pictureHeight;
    pictures.copyWithin(3 * size, 4 * size, 5 * size);
    pictures.set(found.pictures.subarray(3 * size, 4 * size), 4 * size);
    return { ...found, pictures };
  };
  const source = { root: folder, path: CLIP };
  const inspect: Engine['inspect'] = async (request, signal) => {
    const found = await engine.inspect(request, signal);
    return request.source === undefined && found.times.length > 0 ? swap(found) : found;
  };
  const { failures } = await verifyFile({ ...engine, inspect }, source);
  assert.match(
    failures.map(({ text }) => text).join('\n'),
    /the picture is the one (after|before)/,
  );
});

for (const name of ['mpeg4-srt.mkv', 'h264-iphone-portrait-rot90.mov', 'vp9-odd-dimensions.webm']) {
  corpusTest(`verify: ${name} plays`, name, async (path) => {
    const source = { root: dirname(path), path: basename(path) };
    const { reason } = await verifyFile(createEngine(), source, { quick: true });
    assert.equal(reason, '');
  });
}

test('verify: nothing is written next to the media', () => {
  assert.deepEqual(readdirSync(folder).sort(), ['bad', CLIP, 'vp9.webm']);
});
