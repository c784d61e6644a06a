import { setTimeout as sleep } from 'node:timers/promises';
import {
  AuthError,
  ConfidentialClientApplication,
  type Configuration,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
} from '@azure/msal-node';
import type { AxiosInstance } from 'axios';
import { certificateNext, isCertificateError } from './classify.js';
import { DataverseError } from './errors.js';
import type { DataverseSettings } from './settings.js';

const tries = 5;

/** Hands out access tokens of the application user (client credentials, scope `<url>/.default`; docs/facts/dataverse.md §1). */
export interface SignIn {
  token(): Promise<string>;
  /** After a 401 on `stale`: a new token, asked for once however many requests were refused. */
  renew(stale: string): Promise<string>;
}

/**
 * MSAL refuses an authority over http and wants to discover endpoints. For a token URL of one's own it is given an https authority on that host,
 * the endpoints as metadata, and a network client that carries the two calls to where they really go.
 */
function authorityOf(settings: DataverseSettings): { auth: Partial<Configuration['auth']>; realUrl: (url: string) => string } {
  if (settings.tokenUrl === undefined) {
    return { auth: { authority: `https://login.microsoftonline.com/${settings.tenantId}` }, realUrl: (url) => url };
  }
  const tokenUrl = settings.tokenUrl;
  const { host } = new URL(tokenUrl);
  const authority = `https://${host}/${settings.tenantId}`;
  const tokenEndpoint = `${authority}/oauth2/v2.0/token`;
  return {
    auth: {
      authority,
      knownAuthorities: [host],
      authorityMetadata: JSON.stringify({
        issuer: `${authority}/v2.0`,
        token_endpoint: tokenEndpoint,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
        jwks_uri: `${authority}/discovery/v2.0/keys`,
      }),
    },
    realUrl: (url) => (url.startsWith(tokenEndpoint) ? tokenUrl + url.slice(tokenEndpoint.length) : url),
  };
}

/** Carries MSAL's calls through our own HTTP client, so that the CA file counts here too. Asking for a token twice harms nothing: it is retried. */
function networkClient(http: AxiosInstance, realUrl: (url: string) => string, onFailure: (code: string) => void): INetworkModule {
  async function call<T>(method: 'GET' | 'POST', url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await http.request({
          method,
          url: realUrl(url),
          headers: { ...options?.headers },
          ...(options?.body === undefined ? {} : { data: options.body }),
          timeout: 30_000,
          validateStatus: () => true,
        });
        if ((answer.status < 500 && answer.status !== 429) || attempt === tries) {
          return { status: answer.status, headers: answer.headers as Record<string, string>, body: answer.data as T };
        }
        await sleep(Math.min(60, Number(answer.headers['retry-after']) || 2 ** attempt * 0.25) * 1000);
      } catch (error) {
        const code = String((error as { code?: unknown }).code ?? 'no-answer');
        // MSAL replaces whatever is thrown here by an error of its own that does not say why.
        onFailure(code);
        if (attempt === tries || isCertificateError(code)) throw error;
        await sleep(2 ** attempt * 250);
      }
    }
  }
  return {
    sendGetRequestAsync: (url, options) => call('GET', url, options),
    sendPostRequestAsync: (url, options) => call('POST', url, options),
  };
}

function signInError(error: unknown, failure: string | undefined): DataverseError {
  const server = error instanceof AuthError ? error : undefined;
  // Entra's text names the tenant and the application; its code says all that an operator needs.
  const code = failure ?? /AADSTS\d+/.exec(server?.errorMessage ?? '')?.[0] ?? server?.errorCode ?? 'sign-in-failed';
  const refused = failure === undefined && server !== undefined && /^(invalid_|unauthorized_|access_denied)/.test(server.errorCode);
  const next = refused
    ? 'check dataverse.tenantId, dataverse.clientId and DATAVERSE_CLIENT_SECRET (an expired secret gives AADSTS7000222, a wrong one AADSTS7000215)'
    : isCertificateError(code)
      ? certificateNext
      : 'check that the token endpoint can be reached from here';
  return new DataverseError(`could not sign in to Dataverse: ${code}`, { kind: refused ? 'auth' : 'not-executed', status: 0, code }, next);
}

export function createSignIn(settings: DataverseSettings, http: AxiosInstance): SignIn {
  const { auth, realUrl } = authorityOf(settings);
  let failure: string | undefined;
  const onFailure = (code: string) => {
    failure = code;
  };
  const app = new ConfidentialClientApplication({
    auth: { clientId: settings.clientId, clientSecret: settings.clientSecret, ...auth },
    system: { networkClient: networkClient(http, realUrl, onFailure), disableInternalRetries: true },
  });
  const scopes = [`${new URL(settings.url).origin}/.default`];
  let current: string | undefined;
  /** One question for all who wait; MSAL itself would ask once for each. */
  let asking: Promise<string> | undefined;
  let renewing: Promise<string> | undefined;

  async function acquire(skipCache: boolean): Promise<string> {
    failure = undefined;
    try {
      const result = await app.acquireTokenByClientCredential({ scopes, skipCache });
      if (!result?.accessToken)
        throw new DataverseError('could not sign in to Dataverse: no token came', { kind: 'not-executed', status: 0, code: 'no-token' });
      current = result.accessToken;
      return current;
    } catch (error) {
      throw error instanceof DataverseError ? error : signInError(error, failure);
    }
  }

  return {
    token() {
      asking ??= acquire(false).finally(() => {
        asking = undefined;
      });
      return asking;
    },
    renew(stale) {
      if (current !== undefined && current !== stale) return Promise.resolve(current);
      renewing ??= acquire(true).finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
  };
}
