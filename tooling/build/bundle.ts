import { cpSync, globSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { rolldown } from 'rolldown'
import { lazyStringWidth } from './lazy-string-width.ts'

interface Manifest {
  readonly exports?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
}

// Bundles the package in the current folder: each module that it exports or runs becomes one file of `dist`, with what it
// imports lazily beside it. Other packages stay imports. A program of several hundred modules starts in two thirds of the
// time when its packages are a few files each. Types are left to tsc, which ran before.
const { exports = {}, bin = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const named = [...Object.values(exports), ...Object.values(bin)]
// A worker is loaded by its path, not by an import.
const workers = globSync('src/**/*-worker.ts').map((path) => [basename(path, '.ts'), `./${path}`] as const)
const entries = named
  .filter((path) => path.endsWith('.ts'))
  .map((path) => [path.slice('./src/'.length, -'.ts'.length), path] as const)

removeModules('dist')
const bundle = await rolldown({
  input: Object.fromEntries([...entries, ...workers]),
  platform: 'node',
  external: (id) => !/^[./\0]/.test(id) && id !== 'string-width',
  plugins: [lazyStringWidth()],
})
// All in one folder: what is looked for beside `import.meta.url` has one place.
const { output } = await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
})
await bundle.close()
for (const path of named.filter((name) => !name.endsWith('.ts'))) cpSync(path, path.replace('./src/', 'dist/'))
console.log(`${basename(process.cwd())}: ${output.map(({ fileName }) => fileName).join(' ')}`)

/** Modules of an earlier build: their names change with what is in them. */
function removeModules(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.js')) rmSync(join(entry.parentPath, entry.name))
  }
}
