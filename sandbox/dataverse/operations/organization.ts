import { v5 } from 'uuid';
import { faults } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { read } from '../rows/slots.js';

/** Version of the service that this one plays. */
export const serviceVersion = '9.2.25011.00150';

const accessTypes = new Set(['Default', 'Internet', 'Intranet']);

/** What `RetrieveCurrentOrganization` answers: where the environment is and how it is called (SAMPLES `FunctionsAndActions`). */
export function organizationDetail(world: World, root: string, accessType: string | undefined): Record<string, unknown> {
  const type = /'(\w+)'$/.exec(accessType ?? '')?.[1] ?? accessType;
  if (type === undefined || !accessTypes.has(type)) throw faults.argument(`'${String(accessType)}' is no AccessType.`);
  const { organization } = world.ids;
  const row = storeOf(world, 'organization').rows.get(organization);
  const name = row === undefined ? null : read(tableOf(world, 'organization'), row.values, 'name');
  const { origin } = new URL(root);
  return {
    OrganizationId: organization,
    FriendlyName: name,
    OrganizationVersion: serviceVersion,
    EnvironmentId: v5('environment', organization),
    DatacenterId: v5('datacenter', organization),
    Geo: 'EMEA',
    TenantId: world.settings.tenantId,
    UrlName: 'sandbox',
    UniqueName: `unq${organization.replaceAll('-', '').slice(0, 28)}`,
    Endpoints: {
      Count: 3,
      IsReadOnly: false,
      Keys: ['WebApplication', 'OrganizationService', 'OrganizationDataService'],
      Values: [`${origin}/`, `${origin}/XRMServices/2011/Organization.svc`, `${origin}/XRMServices/2011/OrganizationData.svc`],
    },
    State: 'Enabled',
  };
}
