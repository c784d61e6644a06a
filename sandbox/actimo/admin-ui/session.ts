import { createHash } from 'node:crypto';

/** Sign-in of the admin UI: e-mail address and password give a cookie that lives for some hours. */
export const cookieName = 'actimo_session';
export const adminPassword = 'sandbox-admin';
const lifetimeMs = 8 * 3_600_000;

export class Sessions {
  readonly #expiry = new Map<string, { readonly email: string; readonly until: number }>();
  #count = 0;

  /** A new session's cookie value. */
  open(email: string, now: number): string {
    this.#count++;
    const value = createHash('sha256').update(`${email} ${this.#count}`).digest('hex').slice(0, 40);
    this.#expiry.set(value, { email, until: now + lifetimeMs });
    return value;
  }

  /** Whose session the cookie header is of, if it is one that lives. */
  find(header: string | undefined, now: number): string | undefined {
    const value = header
      ?.split(';')
      .map((part) => part.trim())
      .find((part) => part.startsWith(`${cookieName}=`))
      ?.slice(cookieName.length + 1);
    const session = value === undefined ? undefined : this.#expiry.get(value);
    return session && session.until > now ? session.email : undefined;
  }

  close(): void {
    this.#expiry.clear();
  }
}
