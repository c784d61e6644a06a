/** Asks the run's own process (global-setup.js) for a server that all test files share; it is started when the first one asks. */
export async function sharedService<Answer>(name: 'postgres' | 'temporal'): Promise<Answer> {
  const base = process.env['A2D_TEST_SERVICES'];
  if (base === undefined) throw new Error('tests must run under this project’s jest.config.js');
  const response = await fetch(`${base}/${name}`);
  if (!response.ok) throw new Error(`${name} for the tests did not start: ${await response.text()}`);
  return (await response.json()) as Answer;
}
