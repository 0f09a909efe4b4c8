import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bakePlaces, placeOf } from './bake-places.ts'
import { billOfMaterials } from './bill-of-materials.ts'
import { bundledPackages, licencesOf, packageAt } from './bundled-packages.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-build-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

test('where a module finds itself in a bundle', () => {
  expect(placeOf('/r/packages/engine/src/inspect/pool.ts')).toBe('engine/index.js')
  expect(placeOf('/r/node_modules/.pnpm/yargs@18.2.0/node_modules/yargs/lib/esm.mjs')).toBe('yargs/lib/esm.mjs')
  expect(placeOf('/r/node_modules/@a/b/node_modules/@c/d/e.js')).toBe('@c/d/e.js')
  expect(placeOf('/r/apps/runner/src/generate/command.ts')).toBe('index.js')
})

test('its place is the same in whichever file its code has come to stand', async () => {
  const source = 'export const place = import.meta.url\n'
  write({
    'packages/a/src/index.ts': source,
    'src/bin.ts':
      "export { place } from '../packages/a/src/index.ts'\nexport const later = () => import('./later.ts')\n",
    'src/later.ts': source,
  })
  const bundle = await rolldown({
    input: { bin: join(folder, 'src/bin.ts') },
    platform: 'node',
    plugins: [bakePlaces()],
  })
  await bundle.write({ dir: join(folder, 'dist'), format: 'esm', chunkFileNames: 'chunks/[name].js' })
  await bundle.close()
  const { place, later } = (await import(pathToFileURL(join(folder, 'dist/bin.js')).href)) as {
    place: string
    later: () => Promise<{ place: string }>
  }
  const dist = pathToFileURL(`${folder}/dist/`).href
  expect([place, (await later()).place]).toEqual([`${dist}a/index.js`, `${dist}index.js`])
})

test('a CommonJS module of npm finds its folder and its file; texts that name them stay as they are', async () => {
  write({
    'src/bin.ts':
      "import places from '../node_modules/old/lib/x.cjs'\nimport { text } from '../node_modules/new/y.mjs'\nexport default [...places, text]\n",
    'node_modules/old/lib/x.cjs': 'module.exports = [__dirname, __filename, "in __filename"]\n',
    'node_modules/new/y.mjs': 'export const text = "in __filename"\n',
  })
  const bundle = await rolldown({
    input: { bin: join(folder, 'src/bin.ts') },
    platform: 'node',
    plugins: [bakePlaces()],
  })
  await bundle.write({ dir: join(folder, 'dist'), format: 'esm' })
  await bundle.close()
  const { default: places } = (await import(pathToFileURL(join(folder, 'dist/bin.js')).href)) as { default: unknown }
  expect(places).toEqual([
    join(folder, 'dist/old/lib'),
    join(folder, 'dist/old/lib/x.cjs'),
    'in __filename',
    'in __filename',
  ])
})

test('the packages of a bundle, their licences, and its bill of materials', () => {
  write({
    'package.json': '{"name":"@veinmind/app","version":"2.0.0","license":"MIT"}',
    'node_modules/@a/b/package.json': '{"name":"@a/b","version":"1.0.0","license":"(MIT OR Apache-2.0)"}',
    // Says what kind of modules are below it, and is no package.
    'node_modules/@a/b/esm/package.json': '{"type":"module"}',
    'node_modules/@a/b/esm/x.js': '',
    'node_modules/@a/b/LICENSE.md': 'You may.\n',
    'node_modules/c/package.json': '{"name":"c","version":"3.1.0","licenses":[{"type":"ISC"}]}',
    'node_modules/c/x.js': '',
  })
  const packages = bundledPackages([
    join(folder, 'node_modules/c/x.js'),
    join(folder, 'node_modules/@a/b/esm/x.js'),
    '\0runtime',
  ])
  expect(packages.map(({ name, version, licence }) => [name, version, licence])).toEqual([
    ['@a/b', '1.0.0', '(MIT OR Apache-2.0)'],
    ['c', '3.1.0', 'ISC'],
  ])
  expect(licencesOf(packages)).toMatch(
    /2 packages of others[^]*@a\/b 1\.0\.0[^]*You may\.[^]*c 3\.1\.0: ISC[^]*no text of the licence ISC/,
  )
  expect(billOfMaterials(packageAt(folder), packages)).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: { component: { type: 'application', group: '@veinmind', name: 'app', version: '2.0.0' } },
    components: [
      { group: '@a', name: 'b', purl: 'pkg:npm/%40a/b@1.0.0', licenses: [{ expression: '(MIT OR Apache-2.0)' }] },
      { name: 'c', purl: 'pkg:npm/c@3.1.0', licenses: [{ license: { id: 'ISC' } }] },
    ],
    dependencies: [{ ref: 'pkg:npm/%40veinmind/app@2.0.0', dependsOn: ['pkg:npm/%40a/b@1.0.0', 'pkg:npm/c@3.1.0'] }],
  })
})

test('a package that names no licence is told', () => {
  write({ 'package.json': '{"name":"a","version":"1.0.0"}' })
  expect(() => packageAt(folder)).toThrow('names no licence')
})
