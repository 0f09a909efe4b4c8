import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { rolldown } from 'rolldown'
import { billOfMaterials } from './bill-of-materials.ts'
import { bundledPackages, licencesOf, packageAt } from './bundled-packages.ts'
import type { BundledPackage } from './bundled-packages.ts'
import { bakePlaces } from './bake-places.ts'
import { lazyStringWidth } from './lazy-string-width.ts'

interface Manifest {
  readonly exports?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
}

// Bundles the program in the current folder with all that it imports, ours and npm's: who installs it gets one package, few
// files, and no scripts of others. What it depends on by a version of its own (native code, a parser that is called by `require`)
// stays an import.
//
//     dist/bin.js, dist/index.js     what it runs and exports
//     dist/<package>/                of each of our packages that is looked for by its place: its index and workers, its data,
//                                    and a package.json with its own version and documentation
//     dist/chunks/                   what they share
//     dist/sbom.cdx.json             every package that is in it; their licences beside it
const ROOT = join(import.meta.dirname, '../..')
const { exports = {}, bin = {}, dependencies = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const kept = Object.keys(dependencies).filter((name) => !name.startsWith('@veinmind/'))
const isKept = (id: string): boolean => kept.some((name) => id === name || id.startsWith(`${name}/`))

const own = [...Object.values(exports), ...Object.values(bin)].map((path) => [nameOf(path), path] as const)
const placed = globSync('packages/*/src/**/*.ts', { cwd: ROOT, exclude: (path) => path.endsWith('.test.ts') })
  .filter((path) => readFileSync(join(ROOT, path), 'utf8').includes('import.meta.url'))
  .map((path) => path.split('/')[1] ?? '')
const indexes = [...new Set(placed)].map(
  (name) => [`${name}/index`, join(ROOT, 'packages', name, 'src/index.ts')] as const,
)
// A worker is loaded by its path, not by an import.
const workers = globSync('packages/*/src/**/*-worker.ts', { cwd: ROOT }).map(
  (path) => [`${path.split('/')[1]}/${basename(path, '.ts')}`, join(ROOT, path)] as const,
)

removeAllBut(declarations())
const bundle = await rolldown({
  input: Object.fromEntries([...own, ...indexes, ...workers]),
  platform: 'node',
  // What ssh2 builds when it may, and does without.
  external: (id) => isKept(id) || id.endsWith('.node') || id === 'cpu-features',
  treeshake: { moduleSideEffects: (id) => !id.includes('/@kubernetes/client-node/') },
  // An import that is not found would be one of a package that nobody installs.
  onLog(level, log, handle) {
    handle(log.code === 'UNRESOLVED_IMPORT' ? 'error' : level, log)
  },
  plugins: [lazyStringWidth(join(ROOT, 'packages/report/node_modules/string-width')), bakePlaces()],
})
const { output } = await bundle.write({
  dir: 'dist',
  format: 'esm',
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
})
await bundle.close()

const modules = output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : []))
const packages = bundledPackages(modules)
for (const each of packages) placeBeside(each)
writeFileSync(
  'dist/sbom.cdx.json',
  `${JSON.stringify(billOfMaterials(packageAt(process.cwd()), packages), undefined, 2)}\n`,
)
writeFileSync('dist/LICENCES.txt', licencesOf(packages))
console.log(`${basename(process.cwd())}: ${output.length} files of ${packages.length} packages`)

/** What a package looks for beside itself. */
function placeBeside({ name, version, homepage, folder }: BundledPackage): void {
  const short = name.replace('@veinmind/', '')
  if (indexes.some(([index]) => index === `${short}/index`)) {
    mkdirSync(join('dist', short), { recursive: true })
    const manifest = { name, version, ...(homepage === undefined ? {} : { homepage }), type: 'module' }
    writeFileSync(join('dist', short, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  }
  if (name === '@veinmind/report')
    cpSync(join(folder, 'src/html/assets'), `dist/${short}/assets`, {
      recursive: true,
      filter: (path) => !/tsconfig\.json$|\.d\.ts$/.test(path),
    })
  if (name === 'yargs')
    cpSync(join(folder, 'locales'), 'dist/yargs/locales', {
      recursive: true,
      filter: (path) => !path.endsWith('.json') || /\/(?:en|zh_CN)\.json$/.test(path),
    })
}

/** The declarations that what it exports needs: its own are closed. Those of its other modules are nobody's. */
function declarations(): string[] {
  const reached = new Set(Object.values(exports).map((path) => `${nameOf(path)}.d.ts`))
  for (const path of reached) {
    for (const [, imported = ''] of readFileSync(join('dist', path), 'utf8').matchAll(/from '\.\/([^']+)\.ts'/g))
      reached.add(`${imported}.d.ts`)
  }
  return [...reached]
}

function removeAllBut(names: readonly string[]): void {
  for (const name of readdirSync('dist')) if (!names.includes(name)) rmSync(join('dist', name), { recursive: true })
}

function nameOf(path: string): string {
  return path.replace(/^\.\/src\//, '').replace(/\.ts$/, '')
}
