import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PLUGINS } from '../src/manifest.ts'
import { listPlugins, loadPlugins } from '../src/load-plugins.ts'
import { BIN } from './run-veinmind.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-loaded-'))
  await writeFile(join(folder, 'app.tar'), dockerArchive(buildImage(layer({ a: 'x' }))))
})
afterAll(() => rm(folder, { recursive: true }))

const HOOK = pathToFileURL(join(import.meta.dirname, 'loaded-modules.mjs')).href

/** The packages and files of this repository that a command loads, such as `plugin-basic/src/index.ts`. */
async function modulesOf(...args: readonly string[]): Promise<string[]> {
  const env = { ...process.env, HOME: folder, NODE_OPTIONS: '' }
  const stderr = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['--import', HOOK, BIN, ...args], { cwd: folder, env }, (_error, _out, text) =>
      resolve(text),
    )
  })
  const modules = [...stderr.matchAll(/^loaded file:\S+\/(?:packages|apps)\/(\S+)$/gm)].map(([, path = '']) => path)
  expect(modules).toContain('runner/src/bin.ts')
  return modules
}

const pluginsIn = (modules: readonly string[]): string[] =>
  Object.keys(PLUGINS).filter((name) => modules.includes(`plugin-${name}/src/index.ts`))

test('help and a wrong flag load no plugin', async () => {
  for (const args of [['--help'], ['scan', 'image', '--help'], ['scan', 'image', 'app.tar', '--nonsense']])
    expect(pluginsIn(await modulesOf(...args))).toEqual([])
})

test('help loads neither the engine nor the report', async () => {
  expect((await modulesOf('--help')).filter((path) => /^(?:engine|report|host)\/src\/index/.test(path))).toEqual([])
})

test('a scan loads the plugins that run, and no others', async () => {
  const only = await modulesOf('scan', 'image', 'app.tar', '--no-cache', '--plugins', 'basic')
  expect(pluginsIn(only)).toEqual(['basic'])
  const skipped = await modulesOf('scan', 'image', 'app.tar', '--no-cache', '--skip-plugins', 'sensitive')
  expect(pluginsIn(skipped)).not.toContain('sensitive')
  // One that has no command for images has nothing to do there.
  expect(pluginsIn(skipped)).not.toContain('iac')
})

test('what is known of a plugin before it is loaded is what it says', async () => {
  const known = listPlugins()
  const loaded = await loadPlugins()
  expect(known.map(({ name }) => name)).toEqual(Object.keys(PLUGINS))
  for (const [at, { name, options, commands }] of loaded.entries()) {
    expect(known[at]).toMatchObject({
      name,
      options: JSON.parse(JSON.stringify(options)) as object,
      commands: commands.map(({ path, kind }) => ({ path, kind })),
    })
  }
})
