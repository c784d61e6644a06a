import { demandNamed } from '../auth/privileges.js';
import { DataverseFault, faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { complex } from '../routes/answers.js';
import type { Service } from '../routes/service.js';
import { packageOf } from './export.js';
import { importSolution, manifestOf } from './import.js';

/** Packages that were exported or staged, by the id under which they are asked for; they are gone when the environment restarts. */
const packages = new WeakMap<World, Map<string, string>>();

function packagesOf(world: World): Map<string, string> {
  const known = packages.get(world) ?? new Map<string, string>();
  packages.set(world, known);
  return known;
}

const inBackground = (request: ApiRequest, body: unknown): ApiRequest => ({
  ...request,
  method: 'POST',
  headers: { ...request.headers, 'content-type': 'application/json' },
  body: JSON.stringify(body),
  tx: null,
  contentIds: null,
  inBatch: false,
  work: { read: 0, written: 0 },
});

/** Action `ExportSolutionAsync`: the package is made by a job, and fetched when that is done. */
export function exportInBackground({ world, jobs }: Service, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvExportCustomization', 'solution');
  const body = jsonBody(request, '');
  // What cannot be exported at all is refused at once.
  packageOf(world, body);
  const id = world.random.guid();
  const job = jobs.start({
    kind: 'exportSolution',
    name: `Export ${String(body.SolutionName)}`,
    user: request.user,
    takesMs: world.settings.backgroundMs,
    finish() {
      packagesOf(world).set(id, packageOf(world, body));
      return undefined;
    },
  });
  return complex(request, 'ExportSolutionAsyncResponse', { AsyncOperationId: job, ExportJobId: id });
}

/** Action `DownloadSolutionExportData`: the package that a job has made. */
export function downloadExport({ world }: Service, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvExportCustomization', 'solution');
  const { ExportJobId } = jsonBody(request, '');
  const found = packagesOf(world).get(String(ExportJobId).toLowerCase());
  if (found === undefined)
    throw new DataverseFault(404, '0x80040217', `exportsolutionupload With Id = ${String(ExportJobId)} Does Not Exist`);
  return complex(request, 'DownloadSolutionExportDataResponse', { ExportSolutionFile: found });
}

/** Action `StageSolution`: looks at a package and keeps it for an import. */
export function stageSolution({ world }: Service, request: ApiRequest): ApiAnswer {
  demandNamed(world, request, 'prvImportCustomization', 'solution');
  const { CustomizationFile } = jsonBody(request, '');
  const manifest = manifestOf(CustomizationFile);
  const id = world.random.guid();
  packagesOf(world).set(id, String(CustomizationFile));
  return complex(request, 'StageSolutionResponse', {
    StageSolutionResults: {
      StageSolutionUploadId: id,
      StageSolutionStatus: 'Passed',
      SolutionValidationResults: [],
      MissingDependencies: [],
      SolutionDetails: {
        SolutionUniqueName: manifest.uniqueName,
        SolutionFriendlyName: manifest.friendlyName,
        SolutionFileVersion: manifest.version,
        SolutionVersionInTargetEnvironment: null,
        Description: manifest.description,
        IsManaged: manifest.managed,
        PublisherUniqueName: manifest.publisher.uniqueName,
      },
    },
  });
}

/** Action `ImportSolutionAsync`: a job imports the package, or the one that was staged. */
export function importInBackground(service: Service, request: ApiRequest): ApiAnswer {
  const { world, jobs } = service;
  demandNamed(world, request, 'prvImportCustomization', 'solution');
  const body = jsonBody(request, '');
  if (body.HoldingSolution === true) throw faults.notPlayed('holding solutions');
  const staged = (body.SolutionParameters as { StageSolutionUploadId?: unknown } | null | undefined)?.StageSolutionUploadId;
  const file = staged === undefined || staged === null ? body.CustomizationFile : packagesOf(world).get(String(staged).toLowerCase());
  if (file === undefined || file === null) throw faults.argument('Neither CustomizationFile nor a staged solution is there.');
  const { uniqueName } = manifestOf(file);
  const importJob = world.random.guid();
  const job = jobs.start({
    kind: 'importSolution',
    name: `Import ${uniqueName}`,
    user: request.user,
    takesMs: world.settings.backgroundMs,
    finish() {
      importSolution(world, jobs, inBackground(request, { ImportJobId: importJob, CustomizationFile: file }));
      return undefined;
    },
  });
  return complex(request, 'ImportSolutionAsyncResponse', { AsyncOperationId: job, ImportJobKey: importJob });
}
