import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildProgram } from '../../../src/cli/program.ts';
import { HaemaError } from '../../../src/core/errors.ts';

const SEGMENT = ['segment', 'a.mkv', '--rendition', '720p_h264', '--index', '12', '-o', 'out.ts'];

const wrong: { name: string; args: string[]; says: RegExp }[] = [
  { name: 'nothing to serve', args: [], says: /^no folder to serve; name it with -t/ },
  {
    name: 'an unknown command',
    args: ['play'],
    says: /^unknown command 'play'; see haema --help$/,
  },
  {
    name: 'an unknown option',
    args: ['--fast'],
    says: /^unknown option '--fast'.*; see haema serve --help$/s,
  },
  {
    name: 'a misspelt option',
    args: ['probe', 'a.mkv', '--jsno'],
    says: /^unknown option '--jsno'\s\(Did you mean --json\?\); see haema probe --help$/,
  },
  { name: 'no file', args: ['probe'], says: /missing required argument 'file'; see haema probe/ },
  { name: 'two files', args: ['probe', 'a', 'b'], says: /too many arguments.*; see haema probe/ },
  { name: '-h, which is the host', args: ['verify', '-h'], says: /^unknown option '-h'; see/ },
  {
    name: 'a required option that is missing',
    args: ['segment', 'a.mkv', '--index', '1', '-o', 'x'],
    says: /'--rendition <name>' not specified; see haema segment --help$/,
  },
  {
    name: 'an index that is no number',
    args: [...SEGMENT, '--index', '1.5'],
    says: /argument '1\.5' is invalid\. Expected a whole number from 0; see/,
  },
  {
    name: 'a sample of nothing',
    args: ['verify', 'films', '--sample', '0'],
    says: /argument '0' is invalid\. Expected whole seconds from 1; see haema verify --help$/,
  },
  {
    name: 'some segments in two ways',
    args: ['verify', 'films', '--quick', '--sample', '60'],
    says: /'--quick' cannot be used with option '--sample <seconds>'; see haema verify --help$/,
  },
  {
    name: 'a rendition that is none',
    args: [...SEGMENT, '--rendition', '../etc'],
    says: /Expected a name such as 720p_h264 or source_hevc; see/,
  },
  {
    name: 'a container that is none',
    args: [...SEGMENT, '--container', 'avi'],
    says: /Allowed choices are ts, fmp4; see/,
  },
];

for (const { name, args, says } of wrong) {
  test(`the command line refuses ${name}`, async () => {
    await assert.rejects(buildProgram().parseAsync(args, { from: 'user' }), (error) => {
      assert.ok(error instanceof HaemaError);
      assert.equal(error.code, 'BAD_REQUEST');
      assert.match(error.message, says);
      return true;
    });
  });
}

test('what a correct command line means', async () => {
  const program = buildProgram();
  const segment = program.commands.find((command) => command.name() === 'segment');
  let seen: unknown;
  segment?.action((file: string, options: object) => {
    seen = { file, ...options };
  });
  await program.parseAsync([...SEGMENT, '--stats'], { from: 'user' });
  assert.deepEqual(seen, {
    file: 'a.mkv',
    rendition: '720p_h264',
    index: 12,
    container: 'ts',
    output: 'out.ts',
    stats: true,
  });
});
