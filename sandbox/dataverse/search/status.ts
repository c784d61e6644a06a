import { storeOf, type World } from '../core/world.js';
import { indexedTables } from './indexed.js';
import { searchIsOn } from './operations.js';

/** Whether search is there, and what is in its index. */
export function searchStatus(world: World): Record<string, unknown> {
  if (!searchIsOn(world)) return { value: { status: 'notprovisioned', lockboxstatus: 'Unknown' } };
  const now = new Date(world.clock.now()).toISOString();
  const at = `${now.slice(5, 7)}/${now.slice(8, 10)}/${now.slice(0, 4)} ${now.slice(11, 19)}`;
  return {
    value: {
      entitystatusresults: indexedTables(world).map(({ table, name, columns }) => ({
        entitylogicalname: table.logicalName,
        objecttypecode: table.objectTypeCode,
        primarynamefield: name.logicalName,
        lastdatasynctimestamp: `${world.version}!${at}`,
        lastprincipalobjectaccesssynctimestamp: `0!${at}`,
        entitystatus: 'EntitySyncComplete',
        searchableindexedfieldinfomap: Object.fromEntries(
          [...columns.keys()].sort().map((column, place) => [column, { indexfieldname: `a${place.toString(36)}` }]),
        ),
      })),
      status: 'provisioned',
      lockboxstatus: 'Disabled',
      cmkstatus: 'Disabled',
    },
  };
}

/** How large the index is: a kilobyte a row. */
export function searchStatistics(world: World): Record<string, unknown> {
  const documents = searchIsOn(world)
    ? indexedTables(world).reduce((sum, { table }) => sum + storeOf(world, table.logicalName).rows.size, 0)
    : 0;
  return { value: { storagesizeinbytes: documents * 1024, storagesizeinmb: Math.floor(documents / 1024), documentcount: documents } };
}
