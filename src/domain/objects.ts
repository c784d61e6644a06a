/** The Actimo objects that this version migrates, parents before children. The order is the load order; undo runs it backwards. */
export const objectNames = ['workspace', 'user', 'membership'] as const;
export type ObjectName = (typeof objectNames)[number];

/** What people call them, in documents and on the terminal. */
export const objectLabels: Readonly<Record<ObjectName, string>> = {
  workspace: 'Workspace',
  user: 'User',
  membership: 'Workspace Membership',
};
