/** Codecs of subtitles, as libav calls them. */

/** Those whose events libavcodec makes an ASS script of. */
export const TEXTS: ReadonlySet<string> = new Set(
  (
    'ass ssa subrip srt mov_text webvtt text dvb_teletext arib_caption eia_608 jacosub microdvd ' +
    'mpl2 pjs realtext sami stl subviewer subviewer1 vplayer'
  ).split(' '),
);

/** Those made of pictures. */
export const IMAGES: ReadonlySet<string> = new Set(
  'hdmv_pgs_subtitle dvd_subtitle dvb_subtitle xsub'.split(' '),
);

/** What can be drawn into pictures: these, and scripts, whose authors say how they look. */
export const DRAWN: ReadonlySet<string> = new Set([...IMAGES, 'ass', 'ssa']);
