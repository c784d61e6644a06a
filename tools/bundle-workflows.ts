/** Bundles the compiled workflows into one file that workers load, so that none of them has to bundle at start. */
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const dist = join(import.meta.dirname, '..');
const workflowsPath = join(dist, 'src', 'workflows', 'index.js');
const target = join(dist, 'workflow-bundle.js');

if (!existsSync(workflowsPath)) {
  console.error('src/workflows/index.ts is missing: there are no workflows to bundle');
  process.exit(1);
}
const warnings: string[] = [];
// webpack's progress is noise; what it warns about (a Node module in workflow code) is not.
const logger = new DefaultLogger('WARN', ({ level, message }) => warnings.push(`${level}: ${message}`));
try {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger });
  await writeFile(`${target}.new`, code);
  await rename(`${target}.new`, target);
} catch (error) {
  console.error('the workflows could not be bundled:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
for (const warning of warnings) console.error(warning);
