import { spawnSync } from 'node:child_process'

/** Builds every package; says nothing but that, unless it fails. */
export function build(root: string): void {
  console.log('Building …\n')
  const { status, stdout, stderr } = spawnSync('turbo', ['run', 'build', '--output-logs=errors-only'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status === 0) return
  console.error(`${stdout}${stderr}`)
  process.exit(2)
}
