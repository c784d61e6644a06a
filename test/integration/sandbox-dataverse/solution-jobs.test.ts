import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { column, entity, table } from './bodies.js';
import { type Client, closeAll, codeOf, guid, idOf, start } from './support.js';

let client: Client;
let publisher: string;
let solution: string;
beforeEach(async () => {
  client = await start({ backgroundMs: 5 });
  publisher = idOf(
    await client.post('publishers', {
      uniquename: 'nordlys',
      friendlyname: 'Nordlys',
      customizationprefix: 'new',
      customizationoptionvalueprefix: 45000,
    }),
  );
  solution = idOf(
    await client.post('solutions', {
      uniquename: 'Rehearsal',
      friendlyname: 'Rehearsal',
      version: '1.2.0.0',
      'publisherid@odata.bind': `/publishers(${publisher})`,
    }),
  );
  await client.post('EntityDefinitions', table('new_Boat'), { 'MSCRM.SolutionUniqueName': 'Rehearsal' });
});
afterEach(closeAll);

async function over(job: string): Promise<{ statuscode: number; message: string | null; operationtype: number }> {
  for (;;) {
    const { json } = await client.get(`asyncoperations(${job})?$select=statecode,statuscode,message,operationtype`);
    if (json.statecode === 3) return json;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const componentsOf = async (id: string): Promise<string[]> =>
  (await client.get(`solutioncomponents?$filter=_solutionid_value eq ${id}&$select=objectid`)).json.value.map(
    (one: { objectid: string }) => one.objectid,
  );

describe('a solution by a job', () => {
  it('is exported, and fetched when the job is done', async () => {
    const { json } = await client.post('ExportSolutionAsync', { SolutionName: 'Rehearsal', Managed: false });
    const early = await client.post('DownloadSolutionExportData', { ExportJobId: json.ExportJobId });
    expect([200, 404]).toContain(early.status);
    expect(await over(json.AsyncOperationId)).toMatchObject({ statuscode: 30, operationtype: 202 });
    const fetched = await client.post('DownloadSolutionExportData', { ExportJobId: json.ExportJobId });
    const plain = await client.post('ExportSolution', { SolutionName: 'Rehearsal', Managed: false });
    expect(fetched.json.ExportSolutionFile.length).toBe(plain.json.ExportSolutionFile.length);
    expect((await client.post('DownloadSolutionExportData', { ExportJobId: guid(9) })).status).toBe(404);
    expect((await client.post('ExportSolutionAsync', { SolutionName: 'Nosuch', Managed: false })).status).toBe(400);
  });

  it('is imported, from the request or from what was staged', async () => {
    const file = (await client.post('ExportSolution', { SolutionName: 'Rehearsal', Managed: false })).json.ExportSolutionFile;
    const options = { OverwriteUnmanagedCustomizations: true, PublishWorkflows: true };
    const staged = await client.post('StageSolution', { CustomizationFile: file });
    expect(staged.json.StageSolutionResults).toMatchObject({
      StageSolutionStatus: 'Passed',
      SolutionDetails: { SolutionUniqueName: 'Rehearsal', SolutionFileVersion: '1.2.0.0', IsManaged: false },
    });
    for (const how of [
      { CustomizationFile: file },
      { SolutionParameters: { StageSolutionUploadId: staged.json.StageSolutionResults.StageSolutionUploadId } },
    ]) {
      const other = await start({ backgroundMs: 5 });
      const upload = 'CustomizationFile' in how ? how : { CustomizationFile: file };
      const begun = await other.post('ImportSolutionAsync', { ...options, ...upload });
      expect(begun.status).toBe(200);
      const again = await client.post('ImportSolutionAsync', { ...options, ...how });
      expect(await over(again.json.AsyncOperationId)).toMatchObject({ statuscode: 30, operationtype: 203 });
      expect((await client.get(`importjobs(${again.json.ImportJobKey})?$select=progress`)).json.progress).toBe(100);
      for (;;) {
        const { json } = await other.get(`asyncoperations(${begun.json.AsyncOperationId})?$select=statecode,statuscode`);
        if (json.statecode !== 3) continue;
        expect(json.statuscode).toBe(30);
        break;
      }
      expect((await other.get(entity('new_boat'))).status).toBe(200);
    }
  });

  it('that is no package is refused at once, and one that does not fit fails in its job', async () => {
    const options = { OverwriteUnmanagedCustomizations: true, PublishWorkflows: true };
    expect(codeOf(await client.post('ImportSolutionAsync', { ...options, CustomizationFile: 'AAAA' }))).toBe('0x80048033');
    expect(codeOf(await client.post('StageSolution', { CustomizationFile: 'AAAA' }))).toBe('0x80048033');
    expect((await client.post('ImportSolutionAsync', options)).status).toBe(400);
    const managed = (await client.post('ExportSolution', { SolutionName: 'Rehearsal', Managed: true })).json.ExportSolutionFile;
    const begun = await client.post('ImportSolutionAsync', { ...options, CustomizationFile: managed });
    expect(await over(begun.json.AsyncOperationId)).toMatchObject({ statuscode: 31 });
    expect((await client.post('ImportSolutionAsync', { ...options, CustomizationFile: managed, HoldingSolution: true })).status).toBe(501);
  });
});

describe('a patch', () => {
  const patch = (VersionNumber: string, ParentSolutionUniqueName = 'Rehearsal') =>
    client.post('CloneAsPatch', { ParentSolutionUniqueName, DisplayName: 'Patch', VersionNumber });
  const clone = (VersionNumber: string) =>
    client.post('CloneAsSolution', { ParentSolutionUniqueName: 'Rehearsal', DisplayName: 'Rehearsal 2', VersionNumber });

  it('is a solution under another one, of its version but for build and revision', async () => {
    const { json } = await patch('1.2.1.0');
    const made = (await client.get(`solutions(${json.SolutionId})`)).json;
    expect(made).toMatchObject({ version: '1.2.1.0', _parentsolutionid_value: solution, _publisherid_value: publisher });
    expect(made.uniquename).toMatch(/^Rehearsal_Patch_[0-9a-f]{8}$/);
    for (const version of ['1.2.0.0', '1.3.0.0', '2.2.1.0', 'x']) expect((await patch(version)).status).toBe(400);
    expect((await patch('1.2.2.0', made.uniquename)).status).toBe(400);
  });

  it('takes what is new, which its solution takes no longer, and keeps that from being deleted', async () => {
    const id = (await patch('1.2.1.0')).json.SolutionId;
    const name = (await client.get(`solutions(${id})?$select=uniquename`)).json.uniquename;
    const add = (into: string, what: string) =>
      client.post(`${entity('new_boat')}/Attributes`, column('String', what), { 'MSCRM.SolutionUniqueName': into });
    expect((await add('Rehearsal', 'new_A')).status).toBe(400);
    expect((await add(name, 'new_A')).status).toBe(204);
    expect(await componentsOf(id)).toHaveLength(1);
    expect(codeOf(await client.delete(`solutions(${solution})`))).toBe('0x80040227');
  });

  it('goes into its solution when that is cloned', async () => {
    const id = (await patch('1.2.1.0')).json.SolutionId;
    const name = (await client.get(`solutions(${id})?$select=uniquename`)).json.uniquename;
    await client.post(`${entity('new_boat')}/Attributes`, column('String', 'new_A'), { 'MSCRM.SolutionUniqueName': name });
    const before = await componentsOf(solution);
    expect((await clone('1.2.5.0')).status).toBe(400);
    const { json } = await clone('1.3.0.0');
    expect(json.SolutionId).toBe(solution);
    expect((await client.get(`solutions(${solution})`)).json).toMatchObject({ version: '1.3.0.0', friendlyname: 'Rehearsal 2' });
    expect((await componentsOf(solution)).length).toBe(before.length + 1);
    expect((await client.get(`solutions(${id})`)).status).toBe(404);
    expect((await client.delete(`solutions(${solution})`)).status).toBe(204);
  });
});
