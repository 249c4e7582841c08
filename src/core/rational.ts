/** An exact ratio, such as a frame rate. Unknown where the denominator or the numerator is 0. */
export interface Rational {
  readonly num: number;
  readonly den: number;
}
