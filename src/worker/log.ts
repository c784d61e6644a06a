import { pino } from 'pino';

/** JSON lines on stdout. Whoever logs gives ids, counts and codes as fields, never a value of a record. */
export const log = pino({ name: 'actimo-to-dynamics', level: process.env.LOG_LEVEL ?? 'info', base: { pid: process.pid } });
