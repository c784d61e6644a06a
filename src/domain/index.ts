/** The words that every room shares: identifiers, objects, columns, rows and their states, the schema design, the base of all errors. */
export * from './artefact-kinds.js';
export * from './columns.js';
export * from './errors.js';
export * from './ids.js';
export * from './objects.js';
export * from './proof-text.js';
export * from './rows.js';
export * from './schema-design.js';
export * from './temporal-names.js';
