import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { scaffold } from './scaffold.ts'

const [name, ...rest] = process.argv.slice(2)
if (name === undefined || rest.length > 0) {
  console.error('pnpm new:plugin <name>, such as: pnpm new:plugin weak-keys')
  process.exit(2)
}
const root = join(import.meta.dirname, '../..')
try {
  for (const path of scaffold(root, name)) console.log(path)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(2)
}
execFileSync('pnpm', ['install', '--prefer-offline', '--no-frozen-lockfile'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})
// The runner's list says the options and commands of its plugins, from what they are.
spawnSync(process.execPath, ['tooling/checks/run.ts', '--fix'], { cwd: root, stdio: 'ignore' })
console.log(`\nIt works already: pnpm unit packages/plugin-${name}`)
