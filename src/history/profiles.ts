/** Who watches. */
import { randomBytes } from 'node:crypto';
import { HaemaError } from '../core/errors.ts';
import { base32 } from '../core/ids.ts';
import type { HistoryStore, Profile } from './store.ts';

/** There from the beginning, for whoever chooses none. */
export const DEFAULT_PROFILE = 'default';

/** A household, and some guests. */
const MOST = 50;
const ID_BYTES = 10;

export class Profiles {
  readonly #store: HistoryStore;
  readonly #nowMs: () => number;

  constructor(store: HistoryStore, nowMs: () => number = Date.now) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  list(): readonly Profile[] {
    return this.#store.profiles();
  }

  /**
   * Whom a request is for: the one that it names, else the one that its browser remembers, as long
   * as there is one. @throws NOT_FOUND for one that is named and is not there
   */
  chosen(named: string | null, remembered: string | null): string {
    const isThere = (id: string | null) => this.list().some(({ profileId }) => profileId === id);
    if (named !== null && !isThere(named)) throw unknown();
    const id = named ?? remembered;
    return id !== null && isThere(id) ? id : DEFAULT_PROFILE;
  }

  /** @throws BAD_REQUEST for a name that is taken, or when there are too many */
  add(name: string): Profile {
    if (this.list().length >= MOST) {
      throw new HaemaError('BAD_REQUEST', `there are ${MOST} profiles already; remove one first`);
    }
    this.#checkName(name, null);
    const profile = { profileId: base32(randomBytes(ID_BYTES)), name, createdMs: this.#nowMs() };
    this.#store.saveProfile(profile);
    return profile;
  }

  /** @throws NOT_FOUND, or BAD_REQUEST for a name that is taken */
  rename(profileId: string, name: string): Profile {
    const before = this.find(profileId);
    this.#checkName(name, profileId);
    const profile = { ...before, name };
    this.#store.saveProfile(profile);
    return profile;
  }

  /** And all that it has watched. @throws NOT_FOUND, or BAD_REQUEST for the first one */
  remove(profileId: string): void {
    this.find(profileId);
    if (profileId === DEFAULT_PROFILE) {
      throw new HaemaError(
        'BAD_REQUEST',
        'the first profile stays: it is for whoever chooses none',
      );
    }
    this.#store.removeProfile(profileId);
  }

  /** @throws NOT_FOUND */
  find(profileId: string): Profile {
    const profile = this.list().find((it) => it.profileId === profileId);
    if (profile === undefined) throw unknown();
    return profile;
  }

  #checkName(name: string, own: string | null): void {
    const isTaken = ({ profileId, name: other }: Profile): boolean =>
      profileId !== own && other.toLowerCase() === name.toLowerCase();
    if (this.list().some(isTaken)) throw new HaemaError('BAD_REQUEST', 'that name is taken');
  }
}

const unknown = (): HaemaError => new HaemaError('NOT_FOUND', 'there is no such profile');
