// @ts-nocheck
/**
 * haema
 * 0.0.0
 * DO NOT MODIFY - This file has been generated using oazapfts.
 * See https://www.npmjs.com/package/oazapfts
 */
import * as Oazapfts from "@oazapfts/runtime";
import * as QS from "@oazapfts/runtime/query";
export const defaults: Oazapfts.Defaults<Oazapfts.CustomHeaders> = {
    headers: {},
    baseUrl: "/"
};
const oazapfts = Oazapfts.runtime(defaults);
export const servers = {
    server1: "/"
};
export type Problem = {
    /** There is no page about it */
    "type": "about:blank";
    /** The status in words */
    title: string;
    /** The HTTP status */
    status: number;
    /** What programs branch on */
    code: "bad_request" | "host_refused" | "origin_refused" | "not_found" | "source_missing" | "method_not_allowed" | "source_changed" | "stale_playlist" | "range_not_satisfiable" | "media_crashes" | "media_invalid" | "cancelled" | "database_corrupt" | "database_failed" | "database_newer" | "engine_failed" | "port_taken" | "busy" | "database_locked" | "database_unwritable" | "not_ready" | "read_failed" | "source_offline" | "timed_out";
    /** What happened, for a person to read */
    detail: string;
};
export type Progress = {
    /** What `/api/v1/video/<video_id>` takes */
    video_id: string;
    /** Seconds: where the player was; 0 where nobody has watched */
    position: number;
    /** Seconds: how long the video is; null where nobody knows */
    duration: number | null;
    /** Seen to its end, or marked so */
    watched: boolean;
    /** Seconds: where to go on; 0 after the end */
    resume: number;
    /** When that was; null where nobody has watched */
    updated: string | null;
};
export type Stream = {
    /** Moving pictures */
    kind: "video";
    /** Its place in the container */
    index: number;
    /** As FFmpeg calls it: `h264`, `aac` */
    codec: string;
    /** Of the codec */
    profile: string | null;
    /** As the container says it, often ISO 639-2 */
    language: string | null;
    /** As the container says it */
    title: string | null;
    /** Chosen by those who do not choose */
    "default": boolean;
    /** To be shown also when nobody asks for it */
    forced: boolean;
    /** Bits a second, where the container says so */
    bit_rate: number | null;
    /** Pixels: as coded, before rotation */
    width: number;
    /** Pixels: as coded, before rotation */
    height: number;
    /** Pictures a second; null where that is not known */
    frame_rate: number | null;
    /** Bits of a sample */
    bit_depth: number;
    /** `sdr`, `pq`, `hlg` or `dolby-vision` */
    dynamic_range: string;
    /** Degrees clockwise that show the picture upright */
    rotation: number;
} | {
    /** Sound */
    kind: "audio";
    /** Its place in the container */
    index: number;
    /** As FFmpeg calls it: `h264`, `aac` */
    codec: string;
    /** Of the codec */
    profile: string | null;
    /** As the container says it, often ISO 639-2 */
    language: string | null;
    /** As the container says it */
    title: string | null;
    /** Chosen by those who do not choose */
    "default": boolean;
    /** To be shown also when nobody asks for it */
    forced: boolean;
    /** Bits a second, where the container says so */
    bit_rate: number | null;
    /** Samples a second */
    sample_rate: number;
    /** Channels */
    channels: number;
    /** As FFmpeg calls it: `stereo`, `5.1` */
    channel_layout: string;
} | {
    /** All else */
    kind: "subtitle" | "other";
    /** Its place in the container */
    index: number;
    /** As FFmpeg calls it: `h264`, `aac` */
    codec: string;
    /** Of the codec */
    profile: string | null;
    /** As the container says it, often ISO 639-2 */
    language: string | null;
    /** As the container says it */
    title: string | null;
    /** Chosen by those who do not choose */
    "default": boolean;
    /** To be shown also when nobody asks for it */
    forced: boolean;
    /** Bits a second, where the container says so */
    bit_rate: number | null;
};
export type Chapter = {
    /** Seconds: where it begins */
    start: number;
    /** Seconds: where it ends */
    end: number;
    /** As the container says it */
    title: string | null;
};
export type Rendition = {
    /** In addresses: `source_hevc`, `720p_h264` */
    name: string;
    /** As it is in the file, or made of it */
    kind: "copy" | "transcode";
    /** Pixels: as shown */
    width: number;
    /** Pixels: as shown */
    height: number;
    /** Pictures a second; null where that is not known */
    frame_rate: number | null;
    /** As playlists say it */
    video_range: ("SDR" | "PQ" | "HLG") | null;
    /** As in `CODECS` (RFC 6381), sound included */
    codecs: string[] | null;
    /** Bits a second at most, sound included */
    bandwidth: number | null;
    /** Whether playlists have it */
    offered: boolean;
    /** Why it is not offered, in words */
    reason: string | null;
};
export type AudioTrack = {
    /** The index of its stream, which `audio` takes */
    track: number;
    /** In stereo AAC at most */
    rendition: string;
    /** The rendition in 5.1 AAC, where there is one */
    surround: string | null;
    /** For people: its title, its language, or its number */
    name: string;
    /** BCP 47: `en` */
    language: string | null;
    /** As the container says it */
    title: string | null;
    /** Channels in the file */
    channels: number;
    /** Heard by those who do not choose */
    "default": boolean;
    /** The track as it is in the file */
    copy: {
        /** The rendition that is the track as it is */
        name: string;
        /** As in `CODECS` (RFC 6381) */
        codecs: string | null;
        /** Whether playlists have it */
        offered: boolean;
        /** Why it is not offered, in words */
        reason: string | null;
    };
};
export type SubtitleTrack = {
    /** In addresses: the index of its stream, or what files have instead */
    track: string;
    /** In the file, or in one that lies beside it */
    kind: "embedded" | "sidecar";
    /** Pictures are in no playlist of their own */
    form: "text" | "image";
    /** As FFmpeg calls it: `subrip`, `ass`, `hdmv_pgs_subtitle` */
    codec: string;
    /** For people: its language and title, or its number */
    name: string;
    /** BCP 47: `en` */
    language: string | null;
    /** As the container or the name of the file says it */
    title: string | null;
    /** Only what has to be read whatever language is understood */
    forced: boolean;
    /** Shown to those who do not choose */
    "default": boolean;
    /** Tells what there is to hear, for those who cannot */
    sdh: boolean;
    /** What the file beside the video is read as; null for others */
    charset: {
        /** As the Encoding Standard calls it: `windows-1252` */
        name: string;
        /** False where another one may be meant */
        sure: boolean;
    } | null;
    /** Address of the whole track as an ASS script; null for pictures */
    ass: string | null;
    /** Address of the whole track as WebVTT; null for pictures */
    vtt: string | null;
};
export type Font = {
    /** In addresses: the index of its stream */
    font: number;
    /** Of its file, as the container says it */
    name: string | null;
    /** Media type: `font/ttf` */
    "type": string;
    /** Where it is */
    address: string;
};
export type Video = {
    /** What `/api/v1/video/<video_id>` takes */
    video_id: string;
    /** For players: `Firefly – S01E02 – The Train Job` */
    title: string;
    /** Bytes of the file */
    size: number;
    /** When the file was last written */
    modified: string;
    /** As FFmpeg calls it: `matroska,webm` */
    container: string;
    /** Seconds: from the first picture or sound to the last */
    duration: number;
    /** As they are in the container */
    streams: Stream[];
    /** In order */
    chapters: Chapter[];
    /** The copy first, then what is made, largest first */
    renditions: Rendition[];
    /** Those that can be chosen */
    audio_tracks: AudioTrack[];
    /** In the file, then beside it */
    subtitle_tracks: SubtitleTrack[];
    /** In the file, for subtitles in ASS */
    fonts: Font[];
    /** Small pictures for seeking; null for sound alone */
    trickplay: {
        /** Address of an image playlist */
        playlist: string;
        /** Address of a WebVTT track */
        track: string;
    } | null;
    /** Addresses of master playlists */
    playlists: {
        /** MPEG-TS, for every player */
        ts: string;
        /** Fragmented MP4, with all tracks of sound */
        fmp4: string;
    };
    /** Address of the file itself */
    original: string;
};
export type ShowInfo = {
    /** What `/api/v1/shows/<show_id>` takes; stays when files are renamed */
    id: string;
    /** As people call it */
    title: string;
    /** For sorting: without the article in front */
    sort_title: string;
    /** Of the first showing; null where names do not tell */
    year: number | null;
    /** When the newest of its files was first seen */
    added: string;
    /** Ids of `tmdb`, `imdb` and `tvdb`, where names hold them */
    ids: {
        [key: string]: string;
    };
    /** As a `.nfo` file tells it */
    plot: string | null;
    /** Address of a small picture; takes `w`, its width */
    thumbnail: string;
    /** Address of a wide picture; takes `w`, its width */
    banner: string;
    /** Address of an upright picture; takes `w`, its width */
    poster: string;
};
export type Format = {
    /** Its class: bars that were cut off do not lower it. Null for sound alone */
    resolution: ("8K" | "4K" | "1440p" | "1080p" | "720p" | "576p" | "480p" | "SD") | null;
    /** Null for pictures of the usual range */
    hdr: ("Dolby Vision" | "HDR10" | "HLG") | null;
    /** Of the track with the most channels: `mono`, `stereo`, `5.1`; null without */
    sound: string | null;
    /** BCP 47, those that are known */
    audio_languages: string[];
    /** BCP 47, of those in the file; in the answer of one show also of files beside it */
    subtitle_languages: string[];
};
export type Version = {
    /** What tells it apart: `Director's Cut 1080p BluRay` */
    label: string | null;
    /** The file's own name, without folder and ending */
    name: string;
    /** Its first part */
    video_id: string;
    /** Videos that are watched one after the other: `cd1`, `cd2` */
    parts: string[];
    /** What kind of disc it was copied from */
    disc: ("VIDEO_TS" | "BDMV" | "ISO") | null;
    /** Seconds: all parts together; null while nobody has looked into one of them */
    duration: number | null;
    /** Of the best version, or episode; null while nobody has looked */
    format: Format | null;
    /** Its folder is away: what is in it is kept, and cannot be played */
    offline: boolean;
};
export type Extra = {
    /** What it is */
    kind: "sample" | "trailer" | "featurette" | "behindthescenes" | "deleted" | "interview" | "scene" | "short" | "clip" | "other" | "advert";
    /** As people call it */
    title: string;
    /** The file's own name, without folder and ending */
    name: string;
    /** What `/api/v1/video/<video_id>` takes */
    video_id: string;
    /** Seconds: all parts together; null while nobody has looked into one of them */
    duration: number | null;
    /** Its folder is away: what is in it is kept, and cannot be played */
    offline: boolean;
};
export type Movie = {
    /** A film */
    kind: "movie";
    info: ShowInfo;
    /** What is played by those who do not choose: of the best version */
    video_id: string;
    /** Seconds: all parts together; null while nobody has looked into one of them */
    duration: number | null;
    /** Of the best version, or episode; null while nobody has looked */
    format: Format | null;
    /** Its folder is away: what is in it is kept, and cannot be played */
    offline: boolean;
    /** Files of the same, the best first */
    versions: Version[];
    /** Trailers, scenes, interviews and the like */
    extras: Extra[];
};
export type Episode = {
    /** Stays when the file is renamed, moved or replaced */
    id: string;
    /** Its place in the series, from 0 */
    index: number;
    /** 0 are the specials; the year for what is known by its date */
    season: number;
    /** Within the season: several where a file holds more, none where none is counted */
    numbers: number[];
    /** `2019-03-14`, for what is known by its date */
    aired: string | null;
    /** As people call it */
    title: string;
    /** As a `.nfo` file tells it */
    plot: string | null;
    /** Address of a small picture; takes `w`, its width */
    thumbnail: string;
    /** Address of a wide picture; takes `w`, its width */
    banner: string;
    /** Address of an upright picture; takes `w`, its width */
    poster: string;
    /** What is played by those who do not choose: of the best version */
    video_id: string;
    /** Seconds: all parts together; null while nobody has looked into one of them */
    duration: number | null;
    /** Of the best version, or episode; null while nobody has looked */
    format: Format | null;
    /** Its folder is away: what is in it is kept, and cannot be played */
    offline: boolean;
    /** Files of the same, the best first */
    versions: Version[];
};
export type Series = {
    /** A series */
    kind: "series";
    info: ShowInfo;
    /** All of it is away */
    offline: boolean;
    /** Of the best version, or episode; null while nobody has looked */
    format: Format | null;
    /** In the order in which they are watched, specials last */
    episodes: Episode[];
    /** Trailers, scenes, interviews and the like */
    extras: Extra[];
};
export type Show = Movie | Series;
export type Card = {
    /** Of the show; also what pictures are asked for by */
    id: string;
    /** A film or a series */
    kind: "movie" | "series";
    /** As people call it */
    title: string;
    /** For sorting: without the article in front */
    sort_title: string;
    /** Of the first showing; null where names do not tell */
    year: number | null;
    /** When the newest of its files was first seen */
    added: string;
    /** Of its poster as a whole, `#rrggbb`; null while nobody has seen that */
    colour: string | null;
    /** What is played of a film; null for a series */
    video_id: string | null;
    /** Seconds: of a film; null for a series, and while nobody has looked */
    duration: number | null;
    /** Of the best version, or episode; null while nobody has looked */
    format: Format | null;
    /** All of it is away */
    offline: boolean;
    /** Seasons of a series, specials left out; 0 for a film */
    seasons: number;
    /** Episodes of a series; 0 for a film */
    episodes: number;
    /** How many of the episodes were seen; 1 for a film that was, specials left out */
    seen: number;
    /** All of it was seen */
    watched: boolean;
};
export type Entry = {
    /** What `/api/v1/video/<video_id>` takes */
    video_id: string;
    /** Seconds: where the player was; 0 where nobody has watched */
    position: number;
    /** Seconds: how long the video is; null where nobody knows */
    duration: number | null;
    /** Seen to its end, or marked so */
    watched: boolean;
    /** Seconds: where to go on; 0 after the end */
    resume: number;
    /** When that was; null where nobody has watched */
    updated: string | null;
    /** What `/api/v1/shows/<show_id>` takes */
    show_id: string;
    /** What the show is */
    kind: "movie" | "series";
    /** Of the film or the series */
    title: string;
    /** Of the first showing */
    year: number | null;
    /** Null for a film, and for what lies beside a series */
    episode: {
        /** As in the series */
        id: string;
        /** 0 are the specials */
        season: number;
        /** Within the season */
        numbers: number[];
        /** Of the episode */
        title: string;
    } | null;
};
export type Profile = {
    /** What `profile` takes */
    profile_id: string;
    /** For people */
    name: string;
};
export type Scan = {
    /** Looking through folders, looking into files, or neither */
    phase: "listing" | "probing" | "idle";
    /** Files that were found */
    found: number;
    /** Files that were looked into */
    probed: number;
    /** Those of them that are no videos or cannot be read */
    failed: number;
    /** Files that are still to be looked into */
    left: number;
    /** Files a second */
    rate: number;
    /** Seconds: until all are looked into; null where that is not known */
    eta: number | null;
    /** Names of folders that are not mounted, fail, or are empty all of a sudden */
    offline: string[];
    /** The folders that are served */
    roots: {
        /** Its own name, numbered where two have the same */
        name: string;
        /** There, away, without any video, or not looked through yet */
        state: "online" | "offline" | "empty" | "looking";
    }[];
    /** When the folders were last looked through; null before */
    last: string | null;
};
export type EngineChild = {
    /** The id of the process */
    pid: number;
    /** When it was started */
    started: string;
    /** What it has in hand */
    jobs: number;
    /** Whether a job does not get on */
    stalled: boolean;
    /** Bytes */
    memory: number;
    /** Files that are open */
    open_inputs: number;
    /** Bytes that open files and warm decoders hold */
    pooled_bytes: number;
    /** It can open what is served, and write nothing */
    files_confined: boolean;
    /** It can make no program, process or connection */
    calls_confined: boolean;
};
export type Engine = {
    /** How many there are to be */
    processes: number;
    /** How many were lost */
    restarts: number;
    /** Killed ones that wait for a disk or a share */
    abandoned: number;
    /** Files that children tried to open, and were refused, since the start */
    trespasses: number;
    /** Of all children */
    jobs: {
        /** In hand */
        running: number;
        /** Waiting for their turn */
        waiting: number;
    };
    /** Those that run */
    children: EngineChild[];
    /** Files that are refused for a while */
    benched: {
        /** What `/api/v1/video/<video_id>` takes */
        video_id: string | null;
        /** Null for a file that is in no list */
        title: string | null;
        /** Why, in words */
        reason: string;
        /** When it is tried again */
        until: string;
    }[];
};
/**
 * Pictures for seeking, as an image playlist
 */
export function getTilePlaylist(videoId: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/trickplay/images.m3u8`, {
        ...opts
    });
}
/**
 * Pictures for seeking, as a WebVTT track
 */
export function getTileTrack(videoId: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/trickplay/tiles.vtt`, {
        ...opts
    });
}
/**
 * A sheet of pictures for seeking
 */
export function getTileSheet(videoId: string, sheet: string, { v }: {
    v?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Blob;
    } | {
        status: 206;
        data: Blob;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 416;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/trickplay/${encodeURIComponent(sheet)}${QS.query(QS.explode({
        v
    }))}`, {
        ...opts
    });
}
/**
 * The HLS playlist of a track of subtitles
 */
export function getSubtitlePlaylist(videoId: string, track: string, { container }: {
    container?: "ts" | "fmp4";
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/subtitle/${encodeURIComponent(track)}/stream.m3u8${QS.query(QS.explode({
        container
    }))}`, {
        ...opts
    });
}
/**
 * One segment of a track of subtitles
 */
export function getSubtitleSegment(videoId: string, track: string, file: string, { container, v }: {
    container?: "ts" | "fmp4";
    v?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/subtitle/${encodeURIComponent(track)}/${encodeURIComponent(file)}${QS.query(QS.explode({
        container,
        v
    }))}`, {
        ...opts
    });
}
/**
 * A whole track of subtitles of text
 */
export function getSubtitles(videoId: string, file: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/subtitle/${encodeURIComponent(file)}`, {
        ...opts
    });
}
/**
 * A font that the file has for its subtitles
 */
export function getFont(videoId: string, font: number, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Blob;
    } | {
        status: 206;
        data: Blob;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 416;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/font/${encodeURIComponent(font)}`, {
        ...opts
    });
}
/**
 * The HLS playlist of one rendition, whole from its first segment to its last
 */
export function getMediaPlaylist(videoId: string, rendition: string, { container, audio }: {
    container?: "ts" | "fmp4";
    audio?: number;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/${encodeURIComponent(rendition)}/stream.m3u8${QS.query(QS.explode({
        container,
        audio
    }))}`, {
        ...opts
    });
}
/**
 * One segment of a rendition, or what comes before all of them
 */
export function getSegment(videoId: string, rendition: string, file: string, { audio, v }: {
    audio?: number;
    v?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Blob;
    } | {
        status: 206;
        data: Blob;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 416;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/${encodeURIComponent(rendition)}/${encodeURIComponent(file)}${QS.query(QS.explode({
        audio,
        v
    }))}`, {
        ...opts
    });
}
/**
 * The HLS playlist of all renditions: what players open
 */
export function getMasterPlaylist(videoId: string, { container, audio, subtitle }: {
    container?: "ts" | "fmp4";
    audio?: number;
    subtitle?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/master.m3u8${QS.query(QS.explode({
        container,
        audio,
        subtitle
    }))}`, {
        ...opts
    });
}
/**
 * The file itself, parts of it too
 */
export function getOriginal(videoId: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Blob;
    } | {
        status: 206;
        data: Blob;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 416;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/original`, {
        ...opts
    });
}
/**
 * A playlist of the file, to open it in a player on the same device
 */
export function getOriginalPlaylist(videoId: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/original.m3u`, {
        ...opts
    });
}
/**
 * A picture of a show, an episode or a video
 */
export function getImage(id: string, kind: "thumbnail" | "banner" | "poster", { season, w }: {
    season?: number;
    w?: number;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Blob;
    } | {
        status: 206;
        data: Blob;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 416;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/image/${encodeURIComponent(id)}/${encodeURIComponent(kind)}${QS.query(QS.explode({
        season,
        w
    }))}`, {
        ...opts
    });
}
/**
 * Where someone stopped in a video
 */
export function getProgress(videoId: string, { profile }: {
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Progress;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/progress${QS.query(QS.explode({
        profile
    }))}`, {
        ...opts
    });
}
/**
 * Tells where someone is in a video
 */
export function putProgress(videoId: string, body: {
    /** Seconds: where the player is */
    position: number;
    /** Seconds: how long the video is, if the player knows */
    duration?: number;
    /** What somebody says; else the position tells */
    watched?: boolean;
    /** When that was, by the clock of the player: the newest report counts */
    at?: string;
}, { profile }: {
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Progress;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/progress${QS.query(QS.explode({
        profile
    }))}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body
    }));
}
/**
 * Tells where someone is in a video
 */
export function postProgress(videoId: string, body: {
    /** Seconds: where the player is */
    position: number;
    /** Seconds: how long the video is, if the player knows */
    duration?: number;
    /** What somebody says; else the position tells */
    watched?: boolean;
    /** When that was, by the clock of the player: the newest report counts */
    at?: string;
}, { profile }: {
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Progress;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/progress${QS.query(QS.explode({
        profile
    }))}`, oazapfts.json({
        ...opts,
        method: "POST",
        body
    }));
}
/**
 * Forgets where someone stopped in a video
 */
export function deleteProgress(videoId: string, { profile }: {
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Progress;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}/progress${QS.query(QS.explode({
        profile
    }))}`, {
        ...opts,
        method: "DELETE"
    });
}
/**
 * What is in a video, and what it is offered as
 */
export function getVideo(videoId: string, { known }: {
    known?: "true" | "false";
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Video;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 410;
        data: Problem;
    } | {
        status: 422;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    } | {
        status: 504;
        data: Problem;
    }>(`/api/v1/video/${encodeURIComponent(videoId)}${QS.query(QS.explode({
        known
    }))}`, {
        ...opts
    });
}
/**
 * What there is to watch, by title or in another order
 */
export function listShows({ kind, sort, unwatched, cursor, offset, search, limit, profile }: {
    kind?: "movie" | "series";
    sort?: "title" | "added" | "year";
    unwatched?: "true" | "false";
    cursor?: string;
    offset?: number;
    search?: string;
    limit?: number;
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Show[];
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/shows${QS.query(QS.explode({
        kind,
        sort,
        unwatched,
        cursor,
        offset,
        search,
        limit,
        profile
    }))}`, {
        ...opts
    });
}
/**
 * What lists show of films and series, and how much of them was seen
 */
export function listCards({ kind, sort, unwatched, cursor, offset, search, limit, profile }: {
    kind?: "movie" | "series";
    sort?: "title" | "added" | "year";
    unwatched?: "true" | "false";
    cursor?: string;
    offset?: number;
    search?: string;
    limit?: number;
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** How many there are on all pages */
            total: number;
            /** The `cursor` of the next page; null on the last one */
            next: string | null;
            /** In the order that was asked for */
            cards: Card[];
        };
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/cards${QS.query(QS.explode({
        kind,
        sort,
        unwatched,
        cursor,
        offset,
        search,
        limit,
        profile
    }))}`, {
        ...opts
    });
}
/**
 * A film or a series
 */
export function getShow(showId: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Show;
    } | {
        status: 304;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/shows/${encodeURIComponent(showId)}`, {
        ...opts
    });
}
/**
 * What to go on with, one a show: what was not seen to its end, or the next episode
 */
export function listToContinue({ limit, profile }: {
    limit?: number;
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** What was watched last first */
            "continue": {
                /** What `/api/v1/video/<video_id>` takes */
                video_id: string;
                /** Seconds: where the player was; 0 where nobody has watched */
                position: number;
                /** Seconds: how long the video is; null where nobody knows */
                duration: number | null;
                /** Seen to its end, or marked so */
                watched: boolean;
                /** Seconds: where to go on; 0 after the end */
                resume: number;
                /** When that was; null where nobody has watched */
                updated: string | null;
                /** What `/api/v1/shows/<show_id>` takes */
                show_id: string;
                /** What the show is */
                kind: "movie" | "series";
                /** Of the film or the series */
                title: string;
                /** Of the first showing */
                year: number | null;
                /** Null for a film, and for what lies beside a series */
                episode: {
                    /** As in the series */
                    id: string;
                    /** 0 are the specials */
                    season: number;
                    /** Within the season */
                    numbers: number[];
                    /** Of the episode */
                    title: string;
                } | null;
                /** It comes next; else somebody stopped within it */
                next_up: boolean;
            }[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/continue${QS.query(QS.explode({
        limit,
        profile
    }))}`, {
        ...opts
    });
}
/**
 * What was watched
 */
export function listHistory({ limit, cursor, profile }: {
    limit?: number;
    cursor?: string;
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** What was watched last first */
            history: Entry[];
            /** The `cursor` of the next page; null on the last one */
            next: string | null;
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/history${QS.query(QS.explode({
        limit,
        cursor,
        profile
    }))}`, {
        ...opts
    });
}
/**
 * What to play of a show
 */
export function getNext(showId: string, { profile }: {
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** What `/api/v1/video/<video_id>` takes */
            video_id: string;
            /** Seconds: where the player was; 0 where nobody has watched */
            position: number;
            /** Seconds: how long the video is; null where nobody knows */
            duration: number | null;
            /** Seen to its end, or marked so */
            watched: boolean;
            /** Seconds: where to go on; 0 after the end */
            resume: number;
            /** When that was; null where nobody has watched */
            updated: string | null;
            /** What `/api/v1/shows/<show_id>` takes */
            show_id: string;
            /** What the show is */
            kind: "movie" | "series";
            /** Of the film or the series */
            title: string;
            /** Of the first showing */
            year: number | null;
            /** Null for a film, and for what lies beside a series */
            episode: {
                /** As in the series */
                id: string;
                /** 0 are the specials */
                season: number;
                /** Within the season */
                numbers: number[];
                /** Of the episode */
                title: string;
            } | null;
            /** There when all of the show is seen */
            finished?: true;
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/shows/${encodeURIComponent(showId)}/next${QS.query(QS.explode({
        profile
    }))}`, {
        ...opts
    });
}
/**
 * Where someone stopped in all that belongs to a show
 */
export function getShowProgress(showId: string, { profile }: {
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** What is known of it, one a film or episode */
            progress: Progress[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/shows/${encodeURIComponent(showId)}/watched${QS.query(QS.explode({
        profile
    }))}`, {
        ...opts
    });
}
/**
 * Marks a show, a season or a video as watched, or as not watched
 */
export function markShow(showId: string, body: {
    /** Without it what is to be continued is only taken out of `/api/v1/continue` */
    watched?: boolean;
    /** This season alone */
    season?: number;
    /** This video alone */
    video_id?: string;
}, { profile }: {
    profile?: string;
} = {}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** What is known of it, one a film or episode */
            progress: Progress[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/shows/${encodeURIComponent(showId)}/watched${QS.query(QS.explode({
        profile
    }))}`, oazapfts.json({
        ...opts,
        method: "POST",
        body
    }));
}
/**
 * Who watches
 */
export function listProfiles(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** The first one first */
            profiles: Profile[];
        };
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/api/v1/profiles", {
        ...opts
    });
}
/**
 * Adds someone who watches; there are 50 at most
 */
export function addProfile(body: {
    /** For people; no two are the same */
    name: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Profile;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/api/v1/profiles", oazapfts.json({
        ...opts,
        method: "POST",
        body
    }));
}
/**
 * Someone who watches
 */
export function getProfile(profileId: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Profile;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/profiles/${encodeURIComponent(profileId)}`, {
        ...opts
    });
}
/**
 * Gives a profile another name
 */
export function renameProfile(profileId: string, body: {
    /** For people; no two are the same */
    name: string;
}, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Profile;
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/profiles/${encodeURIComponent(profileId)}`, oazapfts.json({
        ...opts,
        method: "PUT",
        body
    }));
}
/**
 * Removes a profile, and all that it has watched; the first one stays
 */
export function removeProfile(profileId: string, opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** The first one first */
            profiles: Profile[];
        };
    } | {
        status: 400;
        data: Problem;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 404;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>(`/api/v1/profiles/${encodeURIComponent(profileId)}`, {
        ...opts,
        method: "DELETE"
    });
}
/**
 * How far the look through the folders is
 */
export function getScan(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Scan;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/api/v1/scan", {
        ...opts
    });
}
/**
 * Looks through the folders now, also where that was done a moment ago
 */
export function beginScan(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Scan;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/api/v1/scan", {
        ...opts,
        method: "POST"
    });
}
/**
 * What changes, as server-sent events
 */
export function getEvents(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/api/v1/events", {
        ...opts
    });
}
/**
 * The processes that read and decode files, and files that are refused for a while
 */
export function getEngine(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: Engine;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/api/v1/engine", {
        ...opts
    });
}
/**
 * Numbers of all that haema does, for Prometheus
 */
export function getMetrics(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/metrics", {
        ...opts
    });
}
/**
 * Whether the server answers
 */
export function getHealth(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** The server answers */
            status: "ok";
        };
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/healthz", {
        ...opts
    });
}
/**
 * Whether the server can make segments
 */
export function getReadiness(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** The server can make segments */
            status: "ready";
        };
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    } | {
        status: 503;
        data: Problem;
    }>("/readyz", {
        ...opts
    });
}
/**
 * This description, for programs
 */
export function getOpenApi(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: {
            /** The version of OpenAPI */
            openapi: string;
            [key: string]: any;
        };
    } | {
        status: 304;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/api/openapi.json", {
        ...opts
    });
}
/**
 * This description, for people
 */
export function getApiPage(opts?: Oazapfts.RequestOpts) {
    return oazapfts.fetchJson<{
        status: 200;
        data: string;
    } | {
        status: 304;
    } | {
        status: 403;
        data: Problem;
    } | {
        status: 500;
        data: Problem;
    }>("/api", {
        ...opts
    });
}
