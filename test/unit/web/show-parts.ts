/** What a show is made of, as the server tells it. */
import type { Episode, Version } from '../../../src/web/data/show.ts';

export const version = (...parts: readonly string[]): Version => {
  const [video_id = ''] = parts;
  return { label: null, name: '', video_id, parts, duration: 60, offline: false };
};

/** In one version. */
export const episode = (season: number, ...parts: readonly string[]): Episode => {
  const [video_id = ''] = parts;
  return {
    ...{ id: video_id, season, numbers: [1], title: video_id, plot: null, thumbnail: '' },
    ...{ video_id, duration: 60, offline: false, versions: [version(...parts)] },
  };
};
