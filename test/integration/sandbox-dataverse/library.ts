import { type Config, DynamicsWebApi } from 'dynamics-web-api';
import type { Client } from './support.js';

/** The npm package `dynamics-web-api`, which others wrote for the real service: unchanged, with its options. */
export const library = (client: Client, options: Config = {}): DynamicsWebApi =>
  new DynamicsWebApi({ serverUrl: client.url, dataApi: { version: '9.2' }, onTokenRefresh: async () => client.token, ...options });

export const crm = (name: string): string => `Microsoft.Dynamics.CRM.${name}`;
export const label = (Label: string) => ({ LocalizedLabels: [{ Label, LanguageCode: 1030 }] });
