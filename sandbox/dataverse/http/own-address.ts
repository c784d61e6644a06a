import { faults } from '../core/errors.js';

const rooted = /^(https?:\/\/[^/]*)?\/api\/data\/v9\.\d\//i;

/**
 * What an address names below the API root. It may be absolute, from the host's root, or below the API root already, in any version of the API;
 * an address of another environment is refused.
 */
export function belowRoot(root: string, address: string): string {
  const found = rooted.exec(address);
  if (found === null) return address.charCodeAt(0) === 47 ? address.slice(1) : address;
  const [before, host] = found;
  if (host !== undefined && !root.toLowerCase().startsWith(`${host.toLowerCase()}/`))
    throw faults.badQuery(`The URI '${address}' is not valid because it is not based on '${root}'.`);
  return address.slice(before.length);
}
