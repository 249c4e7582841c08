/** Whether somebody at this browser has ever held OK: who knows it need not be told. */

const KEY = 'haema.knows-hold';

export const isHoldKnown = (): boolean => {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
};

export const noteHold = (): void => {
  try {
    localStorage.setItem(KEY, 'yes');
  } catch {
    // Private windows refuse: the hint stays.
  }
};
