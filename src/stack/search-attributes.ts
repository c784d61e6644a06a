/**
 * The Keyword search attributes that workflows set; a server must know them before the first workflow starts. Workflow code defines the typed keys
 * itself, because it may not import from here.
 */
export const searchAttributeNames = ['MigrationPhase', 'AwaitingApproval'] as const;
