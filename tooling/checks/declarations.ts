import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Package } from './workspace.ts'

const execute = promisify(execFile)

/** A published package and the tarball that it was packed in. */
export interface Packed {
  readonly of: Package
  readonly tarball: string
}

/**
 * Compiles, without `skipLibCheck`, a program that imports everything that the packed packages export, in a folder that has what a
 * user would have: the packages, what they depend on, and the types of Node. Says what does not resolve in their declarations.
 */
export async function checkDeclarations(root: string, folder: string, packed: readonly Packed[]): Promise<string[]> {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  symlinkSync(join(root, 'node_modules/@types/node'), join(modules, '@types/node'))
  await Promise.all(packed.map((each) => unpack(root, modules, each)))
  const names = packed.flatMap(({ of }) => exportedNames(of))
  writeFileSync(join(folder, 'uses.ts'), names.map((name, at) => `export * as a${at} from '${name}'\n`).join(''))
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}')
  const options = ['--strict', '--noEmit', '--target', 'es2024', '--module', 'nodenext', '--types', 'node']
  const lib = ['--lib', 'es2024,esnext.disposable,esnext.iterator,esnext.array', '--skipLibCheck', 'false']
  const said = await execute('tsc', [...options, ...lib, 'uses.ts'], { cwd: folder, maxBuffer: 1e8 }).then(
    () => '',
    (error: { stdout?: string; message: string }) => error.stdout || error.message,
  )
  // What is wrong in the declarations of others is theirs.
  return said.split('\n').filter((line) => /^(?:node_modules\/@veinmind\/[^/]+\/dist\/|uses\.ts|error)/.test(line))
}

async function unpack(root: string, modules: string, { of, tarball }: Packed): Promise<void> {
  const folder = join(modules, '@veinmind', of.short)
  mkdirSync(folder, { recursive: true })
  await execute('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder])
  for (const name of Object.keys({ ...of.manifest.dependencies, ...of.manifest.peerDependencies })) {
    if (name.startsWith('@veinmind/')) continue
    const link = join(folder, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, of.folder, 'node_modules', name), link)
  }
}

function exportedNames({ manifest }: Package): string[] {
  const paths = Object.entries(manifest.exports ?? {}).filter(([, source]) => String(source).endsWith('.ts'))
  return paths.map(([path]) => `${manifest.name}${path.slice(1)}`)
}
