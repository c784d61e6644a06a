import type { World } from '../core/world.js';
import type { Tokens } from './tokens.js';

export interface AuthorityAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Plays the sign-in service: token endpoint, its discovery documents, and its refusals (docs/facts/dataverse.md §1). Null: not a path of it. */
export function answerAuthority(
  world: World,
  tokens: Tokens,
  method: string,
  path: string,
  origin: string,
  authorization: string | undefined,
  form: () => URLSearchParams,
): AuthorityAnswer | null {
  if (path === '/common/discovery/instance') {
    return {
      status: 200,
      body: {
        tenant_discovery_endpoint: `${origin}/${world.settings.tenantId}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [{ preferred_network: new URL(origin).host, preferred_cache: new URL(origin).host, aliases: [new URL(origin).host] }],
      },
    };
  }
  const match = /^\/([^/]+)\/(?:v2\.0\/\.well-known\/openid-configuration|oauth2\/(?:v2\.0\/)?token)$/.exec(path);
  if (match === null) return null;
  const tenant = match[1] as string;
  if (path.endsWith('openid-configuration')) {
    const root = `${origin}/${tenant}`;
    return {
      status: 200,
      body: {
        issuer: `${root}/v2.0`,
        token_endpoint: `${root}/oauth2/v2.0/token`,
        authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
        end_session_endpoint: `${root}/oauth2/v2.0/logout`,
        jwks_uri: `${root}/discovery/v2.0/keys`,
        response_types_supported: ['code', 'token'],
        subject_types_supported: ['pairwise'],
        token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      },
    };
  }
  if (method !== 'POST') return refusal(world, 405, 'invalid_request', 900561, 'The endpoint only accepts POST requests.');
  if (tenant.toLowerCase() !== world.settings.tenantId.toLowerCase()) {
    return refusal(world, 400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
  }
  return answerToken(world, tokens, path.endsWith('/v2.0/token'), origin, credentialsOf(authorization, form()));
}

/** The form with the id and the secret that came by HTTP Basic, each encoded as in a form (RFC 6749, 2.3.1). */
function credentialsOf(authorization: string | undefined, form: URLSearchParams): URLSearchParams {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return form;
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const all = new URLSearchParams(form);
  for (const [name, value] of new URLSearchParams(`client_id=${id}&client_secret=${secret.join(':')}`)) all.set(name, value);
  return all;
}

/** The right to everything of one resource; what libraries ask for beside it, about a person, means nothing to an application. */
function defaultScope(scope: string): string | null {
  const wanted = scope.split(' ').filter((name) => name !== '' && !/^(?:openid|profile|offline_access|email)$/.test(name));
  return wanted.length === 1 && (wanted[0] as string).endsWith('/.default') ? (wanted[0] as string).slice(0, -'/.default'.length) : null;
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);

/** Whether a resource is this environment, under whichever of its names. */
function isHere(resource: string, origin: string): boolean {
  if (!URL.canParse(resource)) return false;
  const [asked, here] = [new URL(resource), new URL(origin)];
  return asked.port === here.port && (asked.hostname === here.hostname || (isLoopback(asked.hostname) && isLoopback(here.hostname)));
}

/** Version 2 of the endpoint asks for a scope, version 1 for a resource, which it names in its answer. */
function answerToken(world: World, tokens: Tokens, second: boolean, origin: string, form: URLSearchParams): AuthorityAnswer {
  const clientId = form.get('client_id') ?? '';
  const resource = form.get('resource') ?? '';
  if (form.get('grant_type') !== 'client_credentials') {
    return refusal(
      world,
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${form.get('grant_type') ?? ''}'.`,
    );
  }
  if (!second && resource === '') {
    return refusal(world, 400, 'invalid_request', 900144, "The request body must contain the following parameter: 'resource'.");
  }
  const scope = second ? defaultScope(form.get('scope') ?? '') : resource;
  if (scope === null) {
    return refusal(
      world,
      400,
      'invalid_scope',
      1002012,
      'The provided value for scope is not valid: client credential flows must have a scope value with /.default.',
    );
  }
  if (!tokens.knows(clientId)) {
    return refusal(world, 400, 'unauthorized_client', 700016, `Application with identifier '${clientId}' was not found in the directory.`);
  }
  if (!tokens.secretFits(clientId, form.get('client_secret') ?? '')) {
    return refusal(
      world,
      401,
      'invalid_client',
      7000215,
      'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
    );
  }
  if (!world.settings.openToken && !isHere(scope, origin)) {
    return refusal(
      world,
      400,
      'invalid_resource',
      500011,
      `The resource principal named ${scope} was not found in the tenant named ${world.settings.tenantId}.`,
    );
  }
  const { token, expiresIn } = tokens.issue(clientId);
  if (second) return { status: 200, body: { token_type: 'Bearer', expires_in: expiresIn, ext_expires_in: expiresIn, access_token: token } };
  // Version 1 writes its numbers as text.
  const now = Math.floor(world.clock.now() / 1000);
  return {
    status: 200,
    body: {
      token_type: 'Bearer',
      expires_in: String(expiresIn),
      ext_expires_in: String(expiresIn),
      expires_on: String(now + expiresIn),
      not_before: String(now),
      resource,
      access_token: token,
    },
  };
}

function refusal(world: World, status: number, error: string, code: number, text: string): AuthorityAnswer {
  const trace = world.random.guid();
  const correlation = world.random.guid();
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${world.clock.text()}`,
      error_codes: [code],
      timestamp: world.clock.text(),
      trace_id: trace,
      correlation_id: correlation,
    },
  };
}
