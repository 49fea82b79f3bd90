/** What the container and workers have in their environment as well: see docs/bounds.md. */
const ALLOCATOR = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "262144" };

/**
 * Begins this process again with what glibc's allocator reads from the environment at its start: large blocks are given back to the
 * system at once, and all threads share one heap. Does nothing where that is set, or the system or Node can't do it.
 */
export function keepLargeBlocksApart(): void {
  const { env, platform, execve, execPath, execArgv, argv } = process;
  const isSet = Object.keys(ALLOCATOR).some((name) => env[name] !== undefined);
  if (platform !== "linux" || isSet || typeof execve !== "function") return;
  if (env.NODE_CHANNEL_FD !== undefined) return; // its parent would lose it
  execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, ...ALLOCATOR });
}
