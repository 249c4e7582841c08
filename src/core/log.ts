/** Where anything that is not an answer to a caller is told. */
import { pino } from 'pino';
import pretty from 'pino-pretty';

/** pino's loggers fit. `fields` are for machines and come first, `message` is for people. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Lines for people on a terminal, JSON elsewhere; on standard error, written at once. Its level can
 * be changed.
 */
export const createLog = (level: string): Log & { level: string } => {
  const destination = process.stderr.isTTY
    ? pretty({ destination: 2, sync: true, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' })
    : pino.destination({ fd: 2, sync: true });
  const serializers = { error: pino.stdSerializers.err };
  return pino({ level, serializers }, destination);
};
