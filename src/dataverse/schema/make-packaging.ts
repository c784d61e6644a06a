import { comparePublisher, compareSolution } from './compare.js';
import { type Deployment, refuse, row } from './deployment.js';
import { findPublisher, findSolution } from './found.js';

/** The publisher, whose prefix all names carry, and the unmanaged solution that everything is put into. */
export async function makePackaging(to: Deployment): Promise<void> {
  const { http, design, signal } = to;
  const { publisher, solution } = design;
  const publisherThere = await findPublisher(http, publisher.uniqueName, signal);
  if (publisherThere !== undefined) refuse([comparePublisher(design, publisherThere)].filter((difference) => difference !== undefined));
  const publisherId = await row(
    to,
    { kind: 'publisher', name: publisher.uniqueName, idColumn: 'publisherid', set: 'publishers' },
    () => findPublisher(http, publisher.uniqueName, signal),
    {
      uniquename: publisher.uniqueName,
      friendlyname: publisher.friendlyName,
      customizationprefix: publisher.prefix,
      customizationoptionvalueprefix: publisher.optionValuePrefix,
    },
  );
  const solutionThere = await findSolution(http, solution.uniqueName, signal);
  if (solutionThere !== undefined)
    refuse([compareSolution(design, solutionThere, publisherId)].filter((difference) => difference !== undefined));
  await row(
    to,
    { kind: 'solution', name: solution.uniqueName, idColumn: 'solutionid', set: 'solutions' },
    () => findSolution(http, solution.uniqueName, signal),
    {
      uniquename: solution.uniqueName,
      friendlyname: solution.friendlyName,
      version: solution.version,
      'publisherid@odata.bind': `/publishers(${publisherId})`,
    },
  );
}
