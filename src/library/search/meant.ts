/** What somebody may have meant who typed some letters wrong. */

/** Letters that may be wrong in a word: in short ones each letter counts. */
const allowed = (word: string): number => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/**
 * How many letters are wrong when these words, in any order and the last one maybe not typed to
 * its end, were to be a title; null when it is another one. Both are folded.
 */
export const isMeant = (wanted: string, title: string): number | null => {
  const there = title.split(' ');
  let sum = 0;
  for (const word of wanted.split(' ')) {
    const errors = Math.min(...there.map((it) => nearest(word, it)));
    if (errors > allowed(word)) return null;
    sum += errors;
  }
  return sum;
};

const nearest = (word: string, whole: string): number => {
  const limit = allowed(word);
  const begun = [0, 1].map((more) => whole.slice(0, word.length + more));
  return Math.min(...[whole, ...begun].map((it) => distance(word, it, limit)));
};

/**
 * Letters that are wrong, missing, too many or exchanged with their neighbour (the restricted
 * Damerau–Levenshtein distance); `limit` + 1 where it is more than the limit.
 */
export const distance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = at(last, j - 1) + Number(a[i - 1] !== b[j - 1]);
      const best = Math.min(at(last, j) + 1, at(row, j - 1) + 1, changed);
      const exchanged = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(exchanged ? Math.min(best, at(before, j - 2) + 1) : best);
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = last;
    last = row;
  }
  return Math.min(at(last, b.length), limit + 1);
};

const at = (row: readonly number[], index: number): number => row[index] ?? Number.MAX_SAFE_INTEGER;
