/** Numbers as people read them. */
import { words } from './words/words.ts';

/** `1:02:03`, `4:05`. */
export const clock = (seconds: number): string => {
  const whole = Number.isFinite(seconds) && seconds > 0 ? Math.floor(seconds) : 0;
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index > 0 && part < 10 ? `0${part}` : part)).join(':');
};

/** `1 h 2 min`, `45 s`: how long something is, not where. */
export const length = (seconds: number): string => {
  const { length: units } = words;
  if (seconds < 60) return units.seconds(Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return units.minutes(minutes);
  const rest = minutes % 60;
  return rest === 0 ? units.hours(hours) : `${units.hours(hours)} ${units.minutes(rest)}`;
};

/** For screen readers: `1 hour 2 minutes 3 seconds`. */
export const spoken = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    { count: Math.floor(whole / 3600), unit: 'hour' },
    { count: Math.floor(whole / 60) % 60, unit: 'minute' },
    { count: whole % 60, unit: 'second' },
  ].filter(({ count }) => count > 0);
  const words = parts.map(({ count, unit }) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return words.length === 0 ? '0 seconds' : words.join(' ');
};

/** `4.2 Mb/s`, `12 Mb/s` */
export const bitRate = (bitsPerSecond: number): string => {
  if (bitsPerSecond < 1e6) return `${Math.round(bitsPerSecond / 1000)} kb/s`;
  const digits = bitsPerSecond < 9.95e6 ? 1 : 0;
  return `${(bitsPerSecond / 1e6).toFixed(digits)} Mb/s`;
};
