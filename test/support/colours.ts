/** How different two pictures look: CIEDE2000 of raw 4:2:0 frames in BT.709, 8 bits, limited. */

type Triple = readonly [number, number, number];

const RADIAN = Math.PI / 180;

/** A screen's gamma of 2.4, D65. */
const labOf = (y: number, cb: number, cr: number): Triple => {
  const luma = (y - 16) / 219;
  const red = luma + (1.5748 * (cr - 128)) / 224;
  const blue = luma + (1.8556 * (cb - 128)) / 224;
  const green = (luma - 0.2126 * red - 0.0722 * blue) / 0.7152;
  const light = (signal: number): number => Math.min(1, Math.max(0, signal)) ** 2.4;
  const [r, g, b] = [light(red), light(green), light(blue)];
  const curve = (t: number): number =>
    t > 216 / 24_389 ? Math.cbrt(t) : ((24_389 / 27) * t + 16) / 116;
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const fy = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * fy - 16, 500 * (x - fy), 200 * (fy - z)];
};

const share = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));

/** In degrees, from 0 to 360. */
const hueOf = (a: number, b: number): number => (Math.atan2(b, a) / RADIAN + 360) % 360;

/** From one hue to another the shorter way, and what lies between them. */
const turn = (from: number, to: number): readonly [by: number, mean: number] => {
  const by = ((to - from + 540) % 360) - 180;
  return [by, (from + by / 2 + 360) % 360];
};

/** Sharma, Wu, Dalal: The CIEDE2000 Color-Difference Formula, 2005. */
export const deltaE = ([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number => {
  const grey = 1 + 0.5 * (1 - share((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const [c1, c2] = [Math.hypot(grey * a1, b1), Math.hypot(grey * a2, b2)];
  const [h1, h2] = [hueOf(grey * a1, b1), hueOf(grey * a2, b2)];
  const [by, hue] = c1 * c2 === 0 ? [0, h1 + h2] : turn(h1, h2);
  const [lightness, chroma] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const cos = (factor: number, offset: number): number =>
    Math.cos((factor * hue + offset) * RADIAN);
  const t = 1 - 0.17 * cos(1, -30) + 0.24 * cos(2, 0) + 0.32 * cos(3, 6) - 0.2 * cos(4, -63);
  const bend = 60 * Math.exp(-(((hue - 275) / 25) ** 2)) * RADIAN;
  const off = (lightness - 50) ** 2;
  const light = (l2 - l1) / (1 + (0.015 * off) / Math.sqrt(20 + off));
  const colour = (c2 - c1) / (1 + 0.045 * chroma);
  const tint = (2 * Math.sqrt(c1 * c2) * Math.sin((by * RADIAN) / 2)) / (1 + 0.015 * chroma * t);
  const rotated = -Math.sin(bend) * 2 * share(chroma) * colour * tint;
  return Math.sqrt(Math.max(0, light ** 2 + colour ** 2 + tint ** 2 + rotated));
};

/** The mean over two frames of equal size: one colour for each of their chroma samples. */
export const meanDeltaE = (a: Uint8Array, b: Uint8Array, width: number, height: number): number => {
  const luma = width * height;
  const at = (frame: Uint8Array, x: number, y: number): Triple => {
    const first = 2 * (y * width + x);
    const four = [first, first + 1, first + width, first + width + 1];
    const sum = four.reduce((total, place) => total + (frame[place] ?? 0), 0);
    const chroma = luma + (y * width) / 2 + x;
    return labOf(sum / 4, frame[chroma] ?? 0, frame[chroma + luma / 4] ?? 0);
  };
  let sum = 0;
  for (let y = 0; y < height / 2; y++) {
    for (let x = 0; x < width / 2; x++) sum += deltaE(at(a, x, y), at(b, x, y));
  }
  return sum / (luma / 4);
};
