/** What RFC 8216 and Apple's authoring specification demand of the playlists of one video. */
import assert from 'node:assert/strict';
import type { Lists } from './offers.ts';

/** EXTINF has six decimals. */
const ROUNDING = 2e-6;

type List = Lists['media'] extends ReadonlyMap<string, infer Entry> ? Entry : never;

const boundariesOf = ({ list }: List): number[] => {
  let at = 0;
  return list.segments.map(({ duration }) => {
    at += duration;
    return at;
  });
};

const distinct = <T>(values: Iterable<T>): T[] => [...new Set(values)];

const assertMedia = (uri: string, { text, list }: List, container: string): void => {
  const target = list.targetDuration;
  for (const { duration, map, discontinuity } of list.segments) {
    assert.ok(Math.round(duration) <= target, `${uri}: ${duration} s, ${target} announced`);
    assert.ok(duration > 0, `${uri}: a segment without a duration`);
    assert.equal(map !== null && map !== undefined, container === 'fmp4', `${uri}: EXT-X-MAP`);
    assert.ok(!discontinuity, uri);
  }
  assert.equal(list.playlistType, 'VOD', uri);
  assert.ok(list.endlist, uri);
  assert.ok((list.version ?? 1) >= (container === 'fmp4' ? 6 : 3), uri);
  assert.ok(list.segments.length > 0 && text.endsWith('#EXT-X-ENDLIST\n'), uri);
};

/**
 * All of one length, and cut at shared places: but for the copy of a file without an index, which
 * was found when the others were cut already.
 */
const assertAligned = (lists: Lists, hasIndex: boolean): void => {
  const ends = [...lists.media].map(([uri, list]) => [uri, boundariesOf(list)] as const);
  const finest = ends.map(([, times]) => times).toSorted((a, b) => b.length - a.length)[0] ?? [];
  for (const [uri, times] of ends) {
    const strays = times.filter(
      (time) => !finest.some((other) => Math.abs(other - time) < ROUNDING * finest.length),
    );
    const isLate = !hasIndex && uri.startsWith('source_');
    assert.deepEqual(isLate ? [] : strays, [], `${uri} is cut where others are not`);
    assert.ok(Math.abs((times.at(-1) ?? 0) - (finest.at(-1) ?? 0)) < 1e-3, `${uri}: its length`);
  }
};

const assertVariants = ({ text, master, media }: Lists): void => {
  const infos = text.split('\n').filter((line) => line.startsWith('#EXT-X-STREAM-INF:'));
  assert.equal(infos.length, master.variants.length);
  for (const [at, variant] of master.variants.entries()) {
    const { uri, bandwidth, averageBandwidth = 0, codecs = '', resolution } = variant;
    assert.ok(averageBandwidth > 0 && averageBandwidth <= bandwidth, `${uri}: bandwidths`);
    assert.match(codecs, /^[^,]+(,[^,]+)?$/, uri);
    assert.equal(variant.score, undefined);
    if (resolution === undefined) continue;
    assert.match(infos[at] ?? '', /VIDEO-RANGE=(SDR|PQ|HLG)/, uri);
  }
  if (master.independentSegments) {
    assert.ok([...media.values()].every(({ list }) => list.independentSegments));
  }
};

/** Every picture with every group; a group is of one codec and has one track to begin with. */
const assertSounds = ({ text, master }: Lists): void => {
  const groups = distinct(master.variants.map(({ audio }) => audio[0]?.groupId ?? ''));
  for (const uri of distinct(master.variants.map((variant) => variant.uri))) {
    const own = master.variants.filter((variant) => variant.uri === uri);
    assert.equal(own.length, groups.length, `${uri}: groups`);
  }
  for (const group of groups.filter((id) => id !== '')) {
    const own = master.variants.filter(({ audio }) => audio[0]?.groupId === group);
    const sounds = own.map(({ codecs = '' }) => codecs.split(',').slice(1).join());
    assert.equal(distinct(sounds).length, 1, `${group}: ${sounds}`);
    const tracks = own[0]?.audio ?? [];
    assert.equal(tracks.filter(({ isDefault }) => isDefault).length, 1, group);
    assert.equal(distinct(tracks.map(({ name }) => name)).length, tracks.length, group);
    assert.ok(
      tracks.every(({ channels = '' }) => /^\d+(\/[A-Z]+)?$/.test(channels)),
      group,
    );
  }
  for (const line of text.split('\n').filter((it) => it.startsWith('#EXT-X-MEDIA:'))) {
    assert.match(line, /LANGUAGE="[A-Za-z-]+"/);
  }
};

/** @throws an AssertionError that names the rule */
export const assertRules = (all: readonly Lists[], hasIndex: boolean): void => {
  const targets = all.flatMap(({ media }) =>
    [...media.values()].map(({ list }) => list.targetDuration),
  );
  assert.equal(distinct(targets).length, 1, `target durations: ${targets}`);
  for (const lists of all) {
    for (const [uri, list] of lists.media) assertMedia(uri, list, lists.container);
    assertAligned(lists, hasIndex);
    assertVariants(lists);
    assertSounds(lists);
  }
};
