/** What the real service has and this stand-in answers with 501. docs/sandbox/dataverse.md shows the same list. */
export const notPlayed: readonly string[] = [
  'e-mail that comes in, templates and tracking',
  'holding solutions and upgrades by them',
  'calculated and rollup columns',
  'retained rows in FetchXML',
  'further steps of sales',
  'elastic and virtual tables',
];
