export type MappingDocument = { readonly version: 1; readonly client: string };
