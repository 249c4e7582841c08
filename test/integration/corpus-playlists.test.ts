/** The playlists of real files: what parsers and players demand, and whether the names are true. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type CorpusServer, corpusFiles, serveCorpus } from '../support/corpus-server.ts';
import { isPlayable, listsOf, opinions, supplement } from '../support/offers.ts';
import { assertRules } from '../support/playlist-rules.ts';

const files = corpusFiles();
const skip = files === null && 'there is no media corpus; set HAEMA_CORPUS to its folder';
let server: CorpusServer;
let played = 0;

before(async () => {
  if (files !== null) server = await serveCorpus();
});
after(async () => {
  if (files !== null) await server.stop();
});

for (const name of files ?? []) {
  test(`${name}: its playlists obey the rules, and name its codecs`, async (t) => {
    const video = server.urlOf(name);
    if (!(await isPlayable(video))) {
      t.diagnostic('cannot be played');
      return;
    }
    played++;
    const lists = [await listsOf(video, 'ts'), await listsOf(video, 'fmp4')] as const;
    assertRules(lists, !/\.(?:ts|mpg)$/.test(name));
    const [ts, fmp4] = lists;
    const place = { video, source: server.pathOf(name), folder: server.folder };
    for (const { rendition, said, found } of await opinions(fmp4, place)) {
      assert.equal(said, found, rendition);
    }
    const { said, found } = await supplement(fmp4, place);
    assert.equal(said, found);
    // The same packets: their names are the same in the other container.
    const known = new Set(fmp4.master.variants.flatMap(({ codecs = '' }) => codecs.split(',')));
    for (const { uri, codecs = '' } of ts.master.variants) {
      for (const codec of codecs.split(',')) assert.ok(known.has(codec), `${uri}: ${codec}`);
    }
  });
}

test('most files of the corpus can be played', { skip }, () => {
  assert.ok(played > 0.8 * (files ?? []).length, `${played} of ${files?.length}`);
});
