import type { Content } from '../content.ts';
import { M3U, originalType } from '../content-types.ts';
import { bytes, words } from '../openapi/operation.ts';
import { read, VIDEO } from '../params.ts';
import type { Route } from '../route.ts';
import type { Catalog, Original } from '../services.ts';
import { text } from '../text.ts';
import { videoPath } from './paths.ts';

/** The file itself. */
export const originalRoute = (catalog: Catalog): Route => ({
  name: 'original',
  path: `${videoPath(':videoId')}/original`,
  sharing: 'media',
  answer: async (call) => fileContent(await catalog.original(read(VIDEO, call).videoId)),
  docs: {
    GET: {
      id: 'getOriginal',
      tag: 'Video',
      summary: 'The file itself, parts of it too',
      params: VIDEO,
      answer: {
        ...bytes(['video/*', 'audio/*', 'application/octet-stream'], 'The file, as its name tells'),
        headers: {
          'Content-Disposition': "`inline`, with the file's name",
          'Last-Modified': 'When the file was last written',
        },
      },
      errors: ['NOT_FOUND', 'SOURCE_MISSING', 'SOURCE_OFFLINE', 'READ_FAILED', 'TIMED_OUT'],
    },
  },
});

const fileContent = ({ name, ...file }: Original): Content => ({
  type: originalType(name),
  body: file,
  tag: `${file.traits.size.toString(36)}-${file.traits.mtimeUs.toString(36)}`,
  cache: 'no-cache',
  ranges: true,
  headers: { 'Content-Disposition': `inline; filename*=UTF-8''${encoded(name)}` },
});

/** A playlist of the file, which a browser hands to the player on the same device. */
export const originalM3uRoute = (catalog: Catalog): Route => ({
  name: 'original.m3u',
  path: `${videoPath(':videoId')}/original.m3u`,
  sharing: 'media',
  answer: (call) => {
    const { videoId } = read(VIDEO, call);
    const { host, 'x-forwarded-proto': proto } = call.request.headers;
    const title = catalog.title(videoId);
    const lines = [
      '#EXTM3U',
      `#EXTINF:-1,${oneLine(title)}`,
      `${proto === 'https' ? 'https' : 'http'}://${host}${videoPath(videoId)}/original`,
      '',
    ];
    const disposition = `attachment; filename*=UTF-8''${encoded(`${title}.m3u`)}`;
    return {
      ...text(M3U, lines.join('\n')),
      headers: { 'Content-Disposition': disposition, Vary: 'Host, X-Forwarded-Proto' },
    };
  },
  docs: {
    GET: {
      id: 'getOriginalPlaylist',
      tag: 'Video',
      summary: 'A playlist of the file, to open it in a player on the same device',
      params: VIDEO,
      answer: {
        ...words(M3U, 'A playlist with one entry'),
        headers: { 'Content-Disposition': "`attachment`, with the video's title" },
      },
      errors: ['NOT_FOUND'],
    },
  },
});

/** RFC 8187: names may hold anything. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The name of a file may hold line breaks, which would be lines of the playlist. */
const oneLine = (name: string): string => name.replace(/\p{Cc}+/gu, ' ');
