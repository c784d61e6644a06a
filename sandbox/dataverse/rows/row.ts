/** A stored row: an array of values, one per slot of its table. An update replaces the array, so an older one can be put back. */
export class Row {
  readonly id: string;
  version: number;
  values: unknown[];

  constructor(id: string, version: number, values: unknown[]) {
    this.id = id;
    this.version = version;
    this.values = values;
  }
}
