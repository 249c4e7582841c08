/** What the page asks the server for. */

export interface Chapter {
  readonly start: number;
  readonly end: number;
  readonly title: string | null;
}

export interface AudioTrack {
  readonly track: number;
  readonly name: string;
  readonly language: string | null;
  readonly default: boolean;
}

export interface SubtitleTrack {
  readonly track: string;
  readonly name: string;
  readonly language: string | null;
  readonly kind: 'embedded' | 'sidecar';
  readonly form: 'text' | 'image';
  readonly default: boolean;
  /** Only what has to be read whatever language is understood. */
  readonly forced: boolean;
  /** For those who cannot hear. */
  readonly sdh: boolean;
}

export interface Rendition {
  readonly name: string;
  readonly kind: 'copy' | 'transcode';
  readonly offered: boolean;
  /** In the server's words: why it is not offered. */
  readonly reason: string | null;
}

export interface Video {
  readonly video_id: string;
  readonly title: string;
  readonly duration: number;
  readonly streams: readonly { readonly kind: string }[];
  readonly chapters: readonly Chapter[];
  readonly audio_tracks: readonly AudioTrack[];
  readonly subtitle_tracks: readonly SubtitleTrack[];
  readonly renditions: readonly Rendition[];
}

/** A refusal in the server's words, or `unreachable` when there was no answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export const UNREACHABLE = 'unreachable';

/** Of a show, an episode or a video. */
export const thumbnailUrl = (id: string): string =>
  `/api/v1/image/${encodeURIComponent(id)}/thumbnail`;

export const showUrl = (showId: string): string => `/api/v1/shows/${encodeURIComponent(showId)}`;

export const fetchVideo = (videoId: string): Promise<Video> => getJson(videoUrl(videoId));

/** Where the server need not look through the file for it. @throws ApiError */
export const fetchKnownVideo = (videoId: string): Promise<Video> =>
  getJson(`${videoUrl(videoId)}?known=true`);

export type Container = 'ts' | 'fmp4';

export interface MasterChoice {
  readonly container: Container;
  /** The track that is muxed into TS. */
  readonly audio?: number | undefined;
  /** The track of subtitles that is drawn into the pictures. */
  readonly subtitle: string | null;
}

export const masterUrl = (videoId: string, choice: MasterChoice): string => {
  const { container, audio, subtitle } = choice;
  const query: string[] = [];
  if (container === 'fmp4') query.push('container=fmp4');
  if (audio !== undefined) query.push(`audio=${audio}`);
  if (subtitle !== null) query.push(`subtitle=${encodeURIComponent(subtitle)}`);
  return `${videoUrl(videoId)}/master.m3u8${query.length === 0 ? '' : '?'}${query.join('&')}`;
};

/** A playlist of the file itself, which VLC and its like open. */
export const originalUrl = (videoId: string): string => `${videoUrl(videoId)}/original.m3u`;

export const videoUrl = (videoId: string): string => `/api/v1/video/${encodeURIComponent(videoId)}`;

export const getJson = async <Body>(path: string): Promise<Body> =>
  (await (await request(path)).json()) as Body;

/** @throws ApiError */
export const request = async (path: string, options: RequestInit = {}): Promise<Response> => {
  let response: Response;
  try {
    response = await fetch(path, { headers: { Accept: 'application/json' }, ...options });
  } catch (error) {
    throw new ApiError(UNREACHABLE, 0, String(error));
  }
  if (!response.ok) throw await refusal(response);
  return response;
};

const refusal = async (response: Response): Promise<ApiError> => {
  const { status } = response;
  try {
    const problem = (await response.json()) as { code?: string; detail?: string };
    return new ApiError(problem.code ?? '', status, problem.detail ?? '');
  } catch {
    return new ApiError('', status, ''); // a proxy's page, not ours
  }
};
