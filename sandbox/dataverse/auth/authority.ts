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
  const match = /^\/([^/]+)\/(?:v2\.0\/\.well-known\/openid-configuration|oauth2\/v2\.0\/token)$/.exec(path);
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
        token_endpoint_auth_methods_supported: ['client_secret_post'],
      },
    };
  }
  if (method !== 'POST') return refusal(world, 405, 'invalid_request', 900561, 'The endpoint only accepts POST requests.');
  if (tenant.toLowerCase() !== world.settings.tenantId.toLowerCase()) {
    return refusal(world, 400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
  }
  return answerToken(world, tokens, form());
}

function answerToken(world: World, tokens: Tokens, form: URLSearchParams): AuthorityAnswer {
  const clientId = form.get('client_id') ?? '';
  if (form.get('grant_type') !== 'client_credentials') {
    return refusal(
      world,
      400,
      'unsupported_grant_type',
      70003,
      `The app requested an unsupported grant type '${form.get('grant_type') ?? ''}'.`,
    );
  }
  if (!/\/\.default$/.test(form.get('scope') ?? '')) {
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
  const { token, expiresIn } = tokens.issue(clientId);
  return { status: 200, body: { token_type: 'Bearer', expires_in: expiresIn, ext_expires_in: expiresIn, access_token: token } };
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
