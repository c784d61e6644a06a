/**
 * A save in the middle of the work. When it fails the sandbox goes on, since nobody who asks it for something can help it, and whoever runs it is told once: what
 * changes from now on is lost when it ends before a save succeeds.
 */
export function keeping(save: () => void): () => void {
  let told = false;
  return () => {
    try {
      save();
      told = false;
    } catch (error) {
      if (!told) console.error(`The state cannot be kept now: ${error instanceof Error ? error.message : String(error)}`);
      told = true;
    }
  };
}
