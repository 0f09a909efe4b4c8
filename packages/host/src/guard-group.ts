import { startGroup } from '@veinmind/internal/programs'

/** Waits for the end of its input, which comes when this process dies in any way. */
const WAIT_AND_KILL = 'read -r _; kill -s KILL -- "-$0"'

/**
 * Ends the process group `group` when this process dies, also by SIGKILL, since the system ends no children with their parent. Returns a
 * function that dismisses the guard. Without a shell there is none.
 */
export function guardGroup(group: number): () => void {
  if (process.platform === 'win32') return () => {}
  // In a group of its own, so that what ends this one's group does not end the guard.
  const { child, end } = startGroup('/bin/sh', ['-c', WAIT_AND_KILL, String(group)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
  })
  child.on('error', () => {})
  child.unref()
  return end
}
