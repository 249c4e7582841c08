import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mountOf, mountsIn, mountsWithin } from '../../../src/cli/doctor/mounts.ts';
import { speedFindings, steadySpeed } from '../../../src/cli/doctor/speed.ts';

const MOUNTS = mountsIn(
  [
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '40 22 0:35 / /mnt/nas rw,relatime shared:20 - nfs4 nas:/films rw,vers=4.2',
    '41 22 0:36 / /mnt/my\\040films rw - cifs //nas/films rw',
    '42 40 0:37 / /mnt/nas/local rw master:1 - btrfs /dev/sdb rw',
  ].join('\n'),
);

for (const [path, type, isShared] of [
  ['/home/ann', 'ext4', false],
  ['/mnt/nas', 'nfs4', true],
  ['/mnt/nas/films', 'nfs4', true],
  ['/mnt/nas2', 'ext4', false],
  ['/mnt/my films/a', 'cifs', true],
  ['/mnt/nas/local/b', 'btrfs', false],
] as const) {
  test(`${path} lies on ${type}`, () => {
    const mount = mountOf(path, MOUNTS);
    assert.deepEqual([mount?.type, mount?.isShared], [type, isShared]);
  });
}

test('what is mounted within a folder is not the folder itself', () => {
  assert.deepEqual(mountsWithin(['/mnt/nas'], MOUNTS), ['/mnt/nas/local']);
  assert.deepEqual(mountsWithin(['/'], MOUNTS), ['/mnt/nas', '/mnt/my films', '/mnt/nas/local']);
});

test('a size that is made too slowly is told with what to do', () => {
  const [large, small] = speedFindings([
    { name: '1080p_h264', speed: 0.9 },
    { name: '480p_h264', speed: 4.1 },
  ]);
  assert.match(large?.advice ?? '', /--preset/);
  assert.equal(small?.text, '480p_h264: 4.1 times as fast as it plays, enough for 3 viewers');
  assert.equal(small?.advice, null);
});

/** Segments of two seconds that were there after so many milliseconds. */
const madeAt = (...times: number[]) => times.map((atMs) => ({ seconds: 2, atMs }));

for (const [what, times, speed] of [
  ['one segment counts', [1000], 2],
  ['as many as are made at once all count', [1000, 2000], 2],
  ['one more, begun before they were there, does not make it fast', [1000, 1900, 2000], 3],
  ['a slow beginning is left out', [5000, 5000, 6000, 6000, 7000, 7000], 4],
] as const) {
  test(`how fast pictures are made: ${what}`, () => {
    assert.equal(steadySpeed(madeAt(...times), 2), speed);
  });
}
