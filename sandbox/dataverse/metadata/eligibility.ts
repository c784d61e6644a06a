import { tableOf, type World } from '../core/world.js';
import { type ApiAnswer, type ApiRequest, jsonBody } from '../http/request.js';
import { jsonAnswer } from '../routes/answers.js';
import type { Table } from './types.js';

/** Which tables a relationship of one's own can connect. */
const referenced = (table: Table): boolean => table.customizable && !table.intersect;
const referencing = (table: Table): boolean => table.customizable && table.canCreateAttributes && !table.intersect;
const associated = (table: Table): boolean => table.customizable && !table.intersect && !table.activity;

const names = (world: World, fits: (table: Table) => boolean): string[] =>
  [...world.metadata.tables.values()]
    .filter(fits)
    .map((table) => table.logicalName)
    .sort();

export const validManyToMany = (world: World): string[] => names(world, associated);
export const validReferenced = (world: World): string[] => names(world, referenced);
export const validReferencing = (world: World): string[] => names(world, referencing);

const told = (world: World, request: ApiRequest, member: string, fits: (table: Table) => boolean): ApiAnswer =>
  jsonAnswer({
    '@odata.context': `${request.root}/$metadata#Microsoft.Dynamics.CRM.${member}Response`,
    [member]: fits(tableOf(world, String(jsonBody(request, '').EntityName))),
  });

export const canBeReferenced = (world: World, request: ApiRequest): ApiAnswer => told(world, request, 'CanBeReferenced', referenced);
export const canBeReferencing = (world: World, request: ApiRequest): ApiAnswer => told(world, request, 'CanBeReferencing', referencing);
export const canManyToMany = (world: World, request: ApiRequest): ApiAnswer => told(world, request, 'CanManyToMany', associated);
