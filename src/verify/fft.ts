/** An in-place radix-2 Fourier transform; both arrays are of one length, a power of two. */
export const fft = (re: Float64Array, im: Float64Array): void => {
  const n = re.length;
  reorder(re, im);
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const angle = (-2 * Math.PI) / size;
    for (let k = 0; k < half; k++) {
      const [wr, wi] = [Math.cos(angle * k), Math.sin(angle * k)];
      for (let top = k; top < n; top += size) {
        butterfly(re, im, top, top + half, wr, wi);
      }
    }
  }
};

const butterfly = (
  re: Float64Array,
  im: Float64Array,
  top: number,
  bottom: number,
  wr: number,
  wi: number,
): void => {
  const [ar = 0, ai = 0, br = 0, bi = 0] = [re[top], im[top], re[bottom], im[bottom]];
  const tr = br * wr - bi * wi;
  const ti = br * wi + bi * wr;
  re[top] = ar + tr;
  im[top] = ai + ti;
  re[bottom] = ar - tr;
  im[bottom] = ai - ti;
};

const reorder = (re: Float64Array, im: Float64Array): void => {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) {
      j ^= bit;
    }
    j ^= bit;
    if (i < j) {
      swap(re, i, j);
      swap(im, i, j);
    }
  }
};

const swap = (values: Float64Array, i: number, j: number): void => {
  const kept = values[i] ?? 0;
  values[i] = values[j] ?? 0;
  values[j] = kept;
};

/** Σ long[i + lag] × short[i] for each lag in [0, long.length − short.length]. */
export const correlation = (long: Float32Array, short: Float32Array): Float64Array => {
  let n = 1;
  while (n < long.length + short.length) {
    n *= 2;
  }
  // Two real signals share one complex transform: long as the real part, short as the imaginary.
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  re.set(long);
  im.set(short);
  fft(re, im);
  const [pr, pi] = product(re, im);
  // The inverse by the forward transform of the conjugate.
  fft(pr, pi);
  const lags = long.length - short.length + 1;
  return pr.subarray(0, lags).map((value) => value / n);
};

/** The conjugate of L × conj(S), with both spectra taken out of the one transform. */
const product = (re: Float64Array, im: Float64Array): [Float64Array, Float64Array] => {
  const n = re.length;
  const pr = new Float64Array(n);
  const pi = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const m = (n - k) & (n - 1);
    const [a = 0, b = 0, c = 0, d = 0] = [re[k], im[k], re[m], im[m]];
    const [lr, li] = [(a + c) / 2, (b - d) / 2];
    const [sr, si] = [(b + d) / 2, (c - a) / 2];
    pr[k] = lr * sr + li * si;
    pi[k] = -(li * sr - lr * si);
  }
  return [pr, pi];
};
