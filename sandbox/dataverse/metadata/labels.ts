import { faults } from '../core/errors.js';
import type { World } from '../core/world.js';
import type { Labels } from './types.js';

const crm = (name: string): string => `#Microsoft.Dynamics.CRM.${name}`;

interface LocalizedLabel {
  readonly Label?: unknown;
  readonly LanguageCode?: unknown;
}

/** A label of a metadata body. One in a language that the organisation has not provisioned is refused (docs/facts/dataverse.md, addendum "Languages"). */
export function readLabel(world: World, value: unknown, what: string, required = false): Labels {
  const list = (value as { LocalizedLabels?: unknown } | null | undefined)?.LocalizedLabels;
  const labels: Record<number, string> = {};
  if (Array.isArray(list)) {
    for (const { Label, LanguageCode } of list as LocalizedLabel[]) {
      if (typeof Label !== 'string' || !Number.isInteger(LanguageCode))
        throw faults.argument(`${what}: a localized label needs Label and LanguageCode.`);
      if (!world.settings.provisionedLanguages.includes(LanguageCode as number)) {
        throw faults.argument(`The language code ${String(LanguageCode)} is not a valid language for this organization.`);
      }
      labels[LanguageCode as number] = Label;
    }
  }
  if (required && (labels[world.settings.baseLanguage] ?? '') === '') {
    throw faults.argument(`${what}: a label in the base language ${world.settings.baseLanguage} is required.`);
  }
  return labels;
}

export function labelBody(world: World, labels: Labels): Record<string, unknown> {
  const localized = Object.entries(labels).map(([language, label]) => ({
    '@odata.type': crm('LocalizedLabel'),
    Label: label,
    LanguageCode: Number(language),
    IsManaged: false,
    HasChanged: null,
  }));
  return {
    LocalizedLabels: localized,
    UserLocalizedLabel: localized.find((label) => label.LanguageCode === world.settings.baseLanguage) ?? localized[0] ?? null,
  };
}

/** The label in the base language, or in any; null: there is none. */
export const labelOf = (world: World, labels: Labels): string | null =>
  labels[world.settings.baseLanguage] ?? Object.values(labels)[0] ?? null;
