import { exampleMigrationFile } from '../../config/index.js';
import type { SandboxEndpoints } from '../../stack/index.js';
import type { DemoOptions } from './options.js';

export const approvers = ['Ida Holm', 'Bo Krag'] as const;
const migrationOfDemo = 'demo';

/** The migration file of the demo: like any other, with durations of seconds instead of days. */
export function demoMigrationFile({ actimo, dataverse, ca }: SandboxEndpoints, options: DemoOptions): string {
  const { users, actimoRate, sample, interactive, historyLimit } = options;
  const every = deltaSeconds(options);
  return exampleMigrationFile({
    name: migrationOfDemo,
    actimo: { url: actimo.url, ratePerSecond: actimoRate },
    dataverse: {
      url: dataverse.url,
      tenantId: dataverse.tenantId,
      clientId: dataverse.clientId,
      tokenUrl: dataverse.tokenUrl,
      fallbackOwner: 'migration.fallback@nordlys.example',
      ...(ca === null ? {} : { caFile: ca }),
    },
    sample: { size: sample },
    delta: { every: `${every} seconds`, window: `${Math.max(12, Math.round(2.4 * every))} seconds` },
    rollbackWindow: '2 hours',
    reminders: '10 minutes',
    // A person who tries it out has a name of their own.
    ...(interactive ? {} : { approvals: { approvers: [...approvers] } }),
    // Small requests, so that there is something to see of a small migration.
    load: { chunk: Math.min(500, Math.max(25, Math.round(users / 10))) },
    reports: { dir: '.' },
    ...(historyLimit === undefined ? {} : { historyLimit }),
  });
}

/** A full read asks for each person's manager; a delta never comes due faster than that takes. */
const deltaSeconds = ({ users, actimoRate }: DemoOptions): number => Math.max(5, Math.ceil((1.3 * users) / (0.8 * actimoRate)));
