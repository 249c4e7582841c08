/** Small grey pictures and how far they are apart, in luma levels. */
export interface Grey {
  readonly pixels: Uint8Array;
  readonly mean: number;
}

export interface Difference {
  /**
   * Root mean square of what is left when brightness and contrast are fitted: quantization takes
   * contrast from dark pictures, and in a fade that alone looks like the frame before or after.
   */
  shape: number;
  /** Mean absolute difference after taking out the means. */
  level: number;
}

export const greyOf = (pixels: Uint8Array): Grey => {
  let sum = 0;
  for (const value of pixels) {
    sum += value;
  }
  return { pixels, mean: sum / Math.max(1, pixels.length) };
};

export const difference = (a: Grey, b: Grey): Difference & { plain: number } => {
  const count = Math.max(1, a.pixels.length);
  let [plain, level, aa, ab, bb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < a.pixels.length; i++) {
    const [x, y] = [a.pixels[i] ?? 0, b.pixels[i] ?? 0];
    const [u, v] = [x - a.mean, y - b.mean];
    plain += Math.abs(x - y);
    level += Math.abs(u - v);
    aa += u * u;
    ab += u * v;
    bb += v * v;
  }
  const rest = bb > 0 ? aa - (Math.max(0, ab) * ab) / bb : aa;
  const shape = Math.sqrt(Math.max(0, rest) / count);
  return { plain: plain / count, level: level / count, shape };
};
