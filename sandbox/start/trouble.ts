/** Why the sandbox could not start, in a sentence that says what to do; nothing when it is none of what a command line can mend. */
export function troubleOf(error: unknown): string | undefined {
  if (error instanceof RangeError) return `${error.message}; give another file with --state, or take this one away to begin anew`;
  const { code, syscall, port, address, path, hostname } = error as NodeJS.ErrnoException & {
    readonly port?: number;
    readonly address?: string;
    readonly hostname?: string;
  };
  if (code === undefined) return undefined;
  if (syscall === 'listen' && code === 'EADDRINUSE')
    return `port ${port} of ${address} is in use; give another one with --actimo-port or --dataverse-port, 0 for any that is free`;
  if (syscall === 'listen' && code === 'EACCES') return `port ${port} is not for this user; give one above 1023`;
  if (code === 'EADDRNOTAVAIL' || syscall === 'getaddrinfo')
    return `${hostname ?? address} is no address of this machine; give one of its own with --host`;
  if (path === undefined) return undefined;
  return `${path} cannot be used (${reasons[code] ?? code}); give another place with --state or --drop`;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is not there',
  ENOTDIR: 'what should be its folder is a file',
  EISDIR: 'it is a folder',
  EEXIST: 'it is a file',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'it cannot be written to',
  ENOSPC: 'the disk is full',
};
