import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { run } from './command.ts'
import { withLock } from './lock.ts'
import { withRetries } from './retries.ts'

/** A small Go program that asks a library what it makes of something. */
export interface GoProgram {
  readonly name: string
  /** Its `main.go`. */
  readonly source: string
  /** Modules with their versions: `sigs.k8s.io/yaml v1.6.0`. */
  readonly requires: readonly string[]
}

/** Path of the program, which is built once and kept until its source or its modules change. */
export async function requireGoProgram({ name, source, requires }: GoProgram): Promise<string> {
  const module = `module veinmind.test/${name}\n\ngo 1.26.0\n\n${requires.map((one) => `require ${one}\n`).join('')}`
  const key = createHash('sha256')
    .update(JSON.stringify([module, source]))
    .digest('hex')
    .slice(0, 16)
  const folder = join(cacheFolder(), `${name}-${key}`)
  await withLock('go', async () => {
    const isThere = await access(join(folder, name)).then(
      () => true,
      () => false,
    )
    if (!isThere) await withRetries(() => build({ folder, name, files: { 'go.mod': module, 'main.go': source } }))
  })
  return join(folder, name)
}

async function build({
  folder,
  name,
  files,
}: {
  readonly folder: string
  readonly name: string
  readonly files: Readonly<Record<string, string>>
}): Promise<void> {
  const work = `${folder}.partial`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(work, path), text)
  const env = { CGO_ENABLED: '0', GOFLAGS: '-mod=mod' }
  await run('go', ['mod', 'tidy'], { cwd: work, env })
  await run('go', ['build', '-ldflags', '-s -w', '-o', name, '.'], { cwd: work, env })
  rmSync(folder, { recursive: true, force: true })
  renameSync(work, folder)
}
