/** The ways in which a film is there, where there is more than one to choose. */
import { joined } from '../data/cards.ts';
import type { Film, Version } from '../data/show.ts';
import { length } from '../format.ts';
import { watchPath } from '../router.ts';
import { words } from '../words/words.ts';
import { Badges } from './head.tsx';

export const Versions = ({ film }: { readonly film: Film }) => {
  const { versions, info } = film;
  if (versions.length < 2 && (versions[0]?.parts.length ?? 0) < 2) return null;
  return (
    <section class="versions" aria-label={words.show.versions}>
      <h2>{words.show.versions}</h2>
      <ul class="version-list">
        {versions.map((version) => (
          <VersionItem key={version.video_id} version={version} showId={info.id} />
        ))}
      </ul>
    </section>
  );
};

const VersionItem = ({ version, showId }: { version: Version; showId: string }) => {
  const { label, name, parts, video_id, duration, offline, format } = version;
  const away = offline ? words.offline : null;
  return (
    <li data-block>
      <a class="version" href={watchPath(video_id, showId)} data-focus={`version:${video_id}`}>
        <span class="version-name">{label ?? name}</span>
        <span class="version-note">
          {joined(away, duration === null ? null : length(duration))}
        </span>
        {format && <Badges format={format} />}
      </a>
      {parts.length > 1 && (
        <span class="version-parts">
          {parts.map((part, index) => (
            <a key={part} class="chip" href={watchPath(part, showId)}>
              {words.show.part(index + 1)}
            </a>
          ))}
        </span>
      )}
    </li>
  );
};
