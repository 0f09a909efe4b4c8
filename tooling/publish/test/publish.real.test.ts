import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeTemporary, run, startVerdaccio, temporaryFolder } from '@veinmind/services'
import type { Verdaccio } from '@veinmind/services'
import { buildImage, layer, remove, startRegistry } from '@veinmind/testing'
import type { FakeRegistry } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorkspace } from '../../checks/workspace.ts'
import { commitAll, copyRepository } from '../src/copy-repository.ts'
import { pnpm, ROOT } from '../src/pnpm.ts'
import { scriptsOf } from './readme-scripts.ts'

let npm: Verdaccio
let registry: FakeRegistry
let home: string
let published: string

/** What a user has who never used pnpm on this machine. */
const user = (): Record<string, string> => ({ HOME: home, XDG_CACHE_HOME: '', XDG_DATA_HOME: '', XDG_CONFIG_HOME: '', PNPM_HOME: '', CI: 'true' })

/** A new folder with nothing in it but the address of the npm registry. */
function emptyFolder(name: string): string {
  const folder = join(home, name)
  mkdirSync(folder)
  writeFileSync(join(folder, '.npmrc'), npm.npmrc)
  return folder
}

beforeAll(async () => {
  npm = await startVerdaccio()
  home = temporaryFolder('user')
  registry = await startRegistry()
  const image = buildImage(
    layer({ 'etc/shadow': 'root:$1$veinmind$yJKCd9nQeuNBU7mVs935V/:19700:0:99999:7:::\n' }),
    layer({ 'srv/.env': 'GREETING=hello\n' }),
    layer(remove('srv/.env')),
  )
  registry.push('app', '1.0', image)
  registry.push('team/app', 'v1', image)
  published = await publishAll()
}, 600_000)

afterAll(async () => {
  await registry.close()
  await npm.stop()
  removeTemporary(home)
})

/** Versions, builds and publishes every package from a copy, as a release does; gives what `changeset publish` said. */
async function publishAll(): Promise<string> {
  const copy = join(home, 'repository')
  await copyRepository(copy)
  await pnpm(['install', '--prefer-offline', '--frozen-lockfile'], { cwd: copy })
  await pnpm(['run', 'version'], { cwd: copy })
  await commitAll(copy, 'Versions')
  writeFileSync(join(copy, '.npmrc'), npm.npmrc)
  const { stdout } = await pnpm(['run', 'release'], { cwd: copy })
  return stdout
}

test('every package is published, on a version line of its own', () => {
  const names = openWorkspace(ROOT).packages.filter((of) => of.published).map(({ manifest }) => manifest.name ?? '')
  expect(names.filter((name) => !new RegExp(`${name}@0\\.[1-9]`).test(published))).toEqual([])
})

test('pnpm dlx @veinmind/runner scans the images of a registry', async () => {
  const folder = emptyFolder('scan')
  const args = ['dlx', '@veinmind/runner', 'scan', 'registry', `${registry.host}/app`, '-f', 'cli,json,html', '-o', 'out']
  const result = await pnpm(args, { cwd: folder, env: user(), allow: [1] })
  expect(result.stdout).toContain('/etc/shadow')
  const report = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8')) as { targets: unknown[]; errors: unknown[] }
  expect(report).toMatchObject({ targets: [{ outcome: 'ok', references: [`${registry.host}/app:1.0`] }], errors: [] })
  expect(existsSync(join(folder, 'out/report.html'))).toBe(true)
})

test('@veinmind/target-registry alone runs the five uses of its README', async () => {
  const folder = emptyFolder('library')
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'library', private: true, type: 'module' }))
  await pnpm(['add', '@veinmind/target-registry'], { cwd: folder, env: user() })
  const readme = readFileSync(join(folder, 'node_modules/@veinmind/target-registry/README.md'), 'utf8')
  const said: string[] = []
  for (const [number, code] of scriptsOf(readme, '@veinmind/target-registry', { 'harbor.local': registry.host }).entries()) {
    writeFileSync(join(folder, `use-${number}.ts`), code)
    said.push((await run('node', [`use-${number}.ts`], { cwd: folder, env: user() })).stdout)
  }
  const expected = ['/etc/shadow', `image ${registry.host}/team/app`, 'v1 sha256:', 'report.json {"findings":[]}', 'true']
  expect(said.map((text, at) => text.includes(expected[at] ?? ''))).toEqual([true, true, true, true, true])
  const { stdout } = await run('ls', ['node_modules/.pnpm'], { cwd: folder })
  const ours = [...stdout.matchAll(/@veinmind\+([a-z-]+)@/g)].map(([, name]) => name)
  expect(new Set(ours)).toEqual(new Set(['image', 'sdk', 'target-registry']))
})
