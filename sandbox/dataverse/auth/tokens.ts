import { DataverseFault } from '../core/errors.js';
import { storeOf, tableOf, type World } from '../core/world.js';
import { column } from '../rows/slots.js';

interface Token {
  readonly clientId: string;
  readonly expiresAt: number;
}

/** Access tokens that were handed out, and to whom. */
export class Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #secrets = new Map<string, string>();
  readonly #revoked = new Set<string>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
    this.#secrets.set(world.settings.clientId.toLowerCase(), world.settings.clientSecret);
  }

  /** Another app registration; whether it is an application user of the environment is another matter. */
  addClient(clientId: string, secret: string): void {
    this.#secrets.set(clientId.toLowerCase(), secret);
  }

  knows(clientId: string): boolean {
    return this.#secrets.has(clientId.toLowerCase());
  }

  secretFits(clientId: string, secret: string): boolean {
    return this.#secrets.get(clientId.toLowerCase()) === secret;
  }

  issue(clientId: string): { token: string; expiresIn: number } {
    const world = this.#world;
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const expiresAt = world.clock.now() + world.settings.tokenSeconds * 1000;
    const token = `${part({ typ: 'JWT', alg: 'none' })}.${part({ appid: clientId, tid: world.settings.tenantId, exp: Math.floor(expiresAt / 1000), jti: world.random.guid() })}.sandbox`;
    this.#tokens.set(token, { clientId: clientId.toLowerCase(), expiresAt });
    // In seconds of the client, for whom time passes as it always does.
    return { token, expiresIn: Math.max(1, Math.floor(world.settings.tokenSeconds / world.clock.speed) - 1) };
  }

  /** Every token so far is worth nothing from now on; where any is taken, the one that is shown. */
  revokeAll(authorization: string | undefined): void {
    for (const token of this.#tokens.keys()) this.#revoked.add(token);
    this.#tokens.clear();
    const shown = bearerOf(authorization);
    if (shown !== undefined) this.#revoked.add(shown);
  }

  /** The application user of a bearer token, or the refusal that it meets (docs/facts/dataverse.md §1). */
  userOf(authorization: string | undefined, resource: string): string {
    const bearer = bearerOf(authorization);
    const world = this.#world;
    if (bearer !== undefined && world.settings.openToken && !this.#tokens.has(bearer) && !this.#revoked.has(bearer))
      return world.ids.applicationUser;
    const token = bearer === undefined ? undefined : this.#tokens.get(bearer);
    if (token === undefined || token.expiresAt <= world.clock.now()) {
      throw new DataverseFault(401, '', '', {
        'WWW-Authenticate': `Bearer authorization_uri=https://login.microsoftonline.com/${world.settings.tenantId}/oauth2/authorize, resource_id=${resource}`,
      });
    }
    return this.#userOfClient(token.clientId);
  }

  #userOfClient(clientId: string): string {
    const users = tableOf(this.#world, 'systemuser');
    const [row] = storeOf(this.#world, 'systemuser').findByValue(column(users, 'applicationid'), clientId);
    if (row === undefined) throw new DataverseFault(403, '0x80072560', 'The user is not a member of the organization.');
    if (row.values[column(users, 'isdisabled').slot] === true) {
      throw new DataverseFault(
        403,
        '0x8004a112',
        `The user with SystemUserId=${row.id} in OrganizationContext=${this.#world.ids.organization} is disabled.`,
      );
    }
    return row.id;
  }
}

const bearerOf = (authorization: string | undefined): string | undefined => /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
