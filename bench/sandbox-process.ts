/**
 * The Dataverse stand-in in a process of its own, so that its processor time and memory are its alone. Nothing slows it down: no latency, no limits,
 * no deadlocks. Says its address when it is ready, and what it has used when it is asked.
 */
import { createDataverse } from '../sandbox/dataverse/index.js';

const dataverse = createDataverse({
  seed: 1,
  openToken: true,
  propagationMs: 0,
  customizationMs: 0,
  keyIndexMs: 0,
  deadlockChance: 0,
  limits: { requests: Number.MAX_SAFE_INTEGER, executionMs: Number.MAX_SAFE_INTEGER, concurrency: 1_000 },
});
const { url } = await dataverse.listen(0);

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ processorSeconds: (user + system) / 1e6, rss, heapUsed, external });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ url });
