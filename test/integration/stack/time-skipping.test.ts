import { timeSkippingEnvironment } from '../../support/time-skipping.js';

test('72 hours pass at once on the time-skipping server', async () => {
  const environment = await timeSkippingEnvironment();
  const before = await environment.currentTimeMs();
  await environment.sleep('72 hours');
  expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(72 * 3_600_000);
});
