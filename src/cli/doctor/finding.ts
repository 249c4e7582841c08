/** One line of what haema doctor has found. */
export interface Finding {
  readonly text: string;
  /** What to change; null where all is well. */
  readonly advice: string | null;
}

export const fine = (text: string): Finding => ({ text, advice: null });
export const wrong = (text: string, advice: string): Finding => ({ text, advice });

export const linesOf = (findings: readonly Finding[]): string =>
  findings
    .map(({ text, advice }) => (advice === null ? `  ${text}\n` : `! ${text}\n    ${advice}\n`))
    .join('');
