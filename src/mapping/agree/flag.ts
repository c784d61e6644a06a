/** Whether a yes/no of the source says yes; undefined when it says neither. Reads the spellings one by one, apart from how they are written. */
export function saysYes(source: unknown): boolean | undefined {
  switch (`${(source ?? '') as string}`.trim().toLowerCase()) {
    case 'true':
    case 'yes':
    case '1':
      return true;
    case 'false':
    case 'no':
    case '0':
      return false;
    default:
      return undefined;
  }
}
