import type { Milestone } from '../converge/index.js';

const milestones: readonly Milestone[] = [
  'chunk-journaled',
  'chunk-sent',
  'chunk-answered',
  'chunk-settled',
  'pass-begins',
  'undo-chunk-sent',
];

/**
 * For chaos tests: `CRASH_AT=chunk-sent:3` ends this process with SIGKILL when it reaches that milestone for the third time. Without the variable nobody
 * listens to milestones.
 */
export function crashPoint(setting: string | undefined): ((milestone: Milestone) => void) | undefined {
  if (!setting) return undefined;
  const [name, count = '1'] = setting.split(':');
  if (!milestones.some((milestone) => milestone === name))
    throw new Error(`CRASH_AT: ${name} is no milestone; there are ${milestones.join(', ')}`);
  let left = Number(count);
  return (milestone) => {
    if (milestone !== name) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
