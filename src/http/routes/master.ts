import { PLAYLIST } from '../content-types.ts';
import { MASTER, read } from '../params.ts';
import type { Route } from '../route.ts';
import type { Playlists } from '../services.ts';
import { text } from '../text.ts';
import { videoPath } from './paths.ts';

export const masterRoute = (playlists: Playlists): Route => ({
  name: 'master',
  path: `${videoPath(':videoId')}/master.m3u8`,
  sharing: 'media',
  answer: async (call) => text(PLAYLIST, await playlists.master(read(MASTER, call))),
});
