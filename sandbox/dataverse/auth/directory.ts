import { v5 } from 'uuid';

/** Any fixed name space does: what counts is that a user has the same object in every run. */
const space = '7c2d4f0e-5b1a-4c3e-9f60-2a8d1e6b7c55';

/** Id of the directory's object that a user of the environment is: everybody who signs in has one. */
export const directoryObject = (userId: string): string => v5(userId, space);
