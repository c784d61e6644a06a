import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Search attributes of a migration in Temporal's UI. They are never encrypted: phase and gate names only. Registered by the stack and by docker-compose. */
export const migrationPhase = defineSearchAttributeKey('MigrationPhase', SearchAttributeType.KEYWORD);
export const awaitingApproval = defineSearchAttributeKey('AwaitingApproval', SearchAttributeType.KEYWORD);
