/** Content-Type by what it is: browsers are told not to guess. */
import { posix } from 'node:path';

export const PLAYLIST = 'application/vnd.apple.mpegurl';
/** What players such as VLC register for; a browser hands it on to them. */
export const M3U = 'audio/x-mpegurl';
export const WEBVTT = 'text/vtt; charset=utf-8';
export const ASS = 'text/x-ssa; charset=utf-8';
export const JPEG = 'image/jpeg';
export const TRANSPORT_STREAM = 'video/mp2t';

/** Of fMP4: sound alone has its own. */
export const mp4Type = (rendition: string): string =>
  rendition.startsWith('audio') ? 'audio/mp4' : 'video/mp4';

const ASSETS: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** Of a file of the page. */
export const assetType = (path: string): string =>
  ASSETS[posix.extname(path)] ?? 'application/octet-stream';

const ORIGINALS: Readonly<Record<string, string>> = {
  '.3g2': 'video/3gpp2',
  '.3gp': 'video/3gpp',
  '.aac': 'audio/aac',
  '.ac3': 'audio/ac3',
  '.aif': 'audio/aiff',
  '.aiff': 'audio/aiff',
  '.amr': 'audio/AMR',
  '.ape': 'audio/x-ape',
  '.asf': 'video/x-ms-asf',
  '.avi': 'video/x-msvideo',
  '.caf': 'audio/x-caf',
  '.divx': 'video/x-msvideo',
  '.dts': 'audio/vnd.dts',
  '.dv': 'video/DV',
  '.eac3': 'audio/eac3',
  '.f4v': 'video/mp4',
  '.flac': 'audio/flac',
  '.flv': 'video/x-flv',
  '.iso': 'application/vnd.efi.iso',
  '.m2t': TRANSPORT_STREAM,
  '.m2ts': TRANSPORT_STREAM,
  '.m2v': 'video/mpeg',
  '.m4a': 'audio/mp4',
  '.m4b': 'audio/mp4',
  '.m4v': 'video/mp4',
  '.mk3d': 'video/x-matroska',
  '.mka': 'audio/x-matroska',
  '.mkv': 'video/x-matroska',
  '.mov': 'video/quicktime',
  '.mp2': 'audio/mpeg',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.mpeg': 'video/mpeg',
  '.mpg': 'video/mpeg',
  '.mts': TRANSPORT_STREAM,
  '.mxf': 'application/mxf',
  '.nut': 'video/x-nut',
  '.oga': 'audio/ogg',
  '.ogg': 'audio/ogg',
  '.ogm': 'video/ogg',
  '.ogv': 'video/ogg',
  '.opus': 'audio/ogg',
  '.qt': 'video/quicktime',
  '.rm': 'application/vnd.rn-realmedia',
  '.rmvb': 'application/vnd.rn-realmedia-vbr',
  '.tp': TRANSPORT_STREAM,
  '.trp': TRANSPORT_STREAM,
  '.ts': TRANSPORT_STREAM,
  '.vob': 'video/mpeg',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
  '.wma': 'audio/x-ms-wma',
  '.wmv': 'video/x-ms-wmv',
  '.wtv': 'video/x-ms-wtv',
  '.wv': 'audio/x-wavpack',
};

/** Of a file of the library, by its name. Never a type that a browser would run. */
export const originalType = (name: string): string =>
  ORIGINALS[posix.extname(name).toLowerCase()] ?? 'application/octet-stream';
