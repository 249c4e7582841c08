/**
 * Prints, as Markdown, how the playlists of the files in HAEMA_CORPUS name their codecs, and what
 * FFmpeg's parsers find in the bytes.
 *
 *   HAEMA_CORPUS=FOLDER node scripts/codecs-table.ts > codecs.md
 */
import { corpusFiles, serveCorpus } from '../test/support/corpus-server.ts';
import { isPlayable, listsOf, opinions } from '../test/support/offers.ts';

console.log('| file | rendition | CODECS | FFmpeg |\n|---|---|---|---|');
const server = await serveCorpus();
try {
  for (const name of corpusFiles() ?? []) {
    const video = server.urlOf(name);
    if (!(await isPlayable(video))) continue;
    const place = { video, source: server.pathOf(name), folder: server.folder };
    for (const { rendition, said, found } of await opinions(await listsOf(video, 'fmp4'), place)) {
      const verdict = said === found ? 'the same' : `\`${found}\` **differs**`;
      console.log(`| ${name} | ${rendition} | \`${said}\` | ${verdict} |`);
      if (said !== found) process.exitCode = 1;
    }
  }
} finally {
  await server.stop();
}
