/** As deep as the JSON of a request may go. Whatever goes through a value calls itself once for each step down, and none of it may run out of room. */
const deepest = 100;

/** Whether there are more lists and objects in each other than a request may have. */
export function isTooDeep(value: unknown, left = deepest): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return left === 0 || Object.values(value).some((part) => isTooDeep(part, left - 1));
}
