import type { SandboxAdmin } from './sandbox-admin.js';

/**
 * People go on working in Actimo while the full migration loads: some are hired, some change, a few leave. Tied to how many Contacts have been written and not
 * to the clock, so that the same seed gives the same changes at the same points.
 */
export async function scheduleEdits(
  sandbox: SandboxAdmin,
  { users, sample, seed }: { readonly users: number; readonly sample: number; readonly seed: number },
): Promise<string> {
  const written = await sandbox.contactsWritten();
  const rest = Math.max(users - sample, 10);
  const changed = Math.max(6, Math.round(users / 50));
  // More than two in a hundred gone would ask a person (goneShare), which is for a test of its own.
  const leave = Math.min(2, Math.floor(users * 0.02));
  const first = written + Math.ceil(rest * 0.3);
  const second = written + Math.ceil(rest * 0.7);
  await sandbox.editWhen(first, { seed, create: 4, update: changed, delete: leave > 0 ? 1 : 0 });
  await sandbox.editWhen(second, { seed: seed + 1, create: 2, update: changed, delete: leave > 1 ? 1 : 0 });
  return `While it loads, people change things in Actimo: at ${first} and at ${second} contacts written, ${2 * changed} edits, 6 new people, ${leave} who leave.`;
}
