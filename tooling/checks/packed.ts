import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { relativeLinks } from '../build/readme-links.ts'
import { checkDeclarations } from './declarations.ts'
import type { Packed } from './declarations.ts'
import { openWorkspace } from './workspace.ts'
import type { Manifest, Package } from './workspace.ts'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** Unpacked, without its few dependencies. */
const MAX_PROGRAM_BYTES = 12 * 1024 ** 2

/** Builds and packs every published package, and holds what a user would get against publint, attw, a compiler, and our own list of files. */
const folder = mkdtempSync(join(tmpdir(), 'veinmind-packed-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
await execute('turbo', ['run', 'build', '--output-logs=errors-only'], { cwd: root, maxBuffer: 1e8 }).catch(failWith)
const packages = openWorkspace(root).packages.filter(({ published }) => published)
const waiting = [...packages]
let problems = 0
const packed: Packed[] = []
await Promise.all([worker(), worker()])
const open = await checkDeclarations(root, join(folder, 'uses'), packed)
if (open.length > 0) {
  problems += 1
  console.error(`declarations that a user cannot compile\n${open.join('\n')}`)
}
console.log(`${packages.length} packages packed, ${problems} with problems`)
process.exitCode = problems === 0 ? 0 : 1

async function worker(): Promise<void> {
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const said = await checkPacked(next)
    if (said === '') continue
    problems += 1
    console.error(`${next.folder}\n${said}`)
  }
}

async function checkPacked(of: Package): Promise<string> {
  const target = join(folder, of.short)
  try {
    await execute('pnpm', ['pack', '--pack-destination', target], { cwd: join(root, of.folder) })
    const tarball = join(target, readdirSync(target)[0] ?? '')
    packed.push({ of, tarball })
    const readme = (await execute('tar', ['-xzOf', tarball, 'package/README.md'])).stdout
    const list = await execute('tar', ['-tzf', tarball])
    const files = list.stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''))
    const missing = ['LICENSE', 'README.md', 'package.json'].filter((name) => !files.includes(name))
    const strange = files.filter(
      (path) => !/^(dist\/|(README\.md|LICENSE|CHANGELOG\.md|package\.json)$)|\.test\./.test(path),
    )
    const tooMuch = of.folder.startsWith('apps/') ? await checkProgram(of, tarball) : []
    await execute('publint', ['run', tarball, '--strict'])
    await execute('attw', [tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii'])
    return [
      ...missing.map((path) => `${path} is missing`),
      ...strange.map((path) => `${path} does not belong there`),
      ...relativeLinks(readme).map((link) => `a link of its README leads nowhere from npm: ${link}`),
      ...tooMuch,
    ].join('\n')
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string }
    return `${message}\n${stdout}${stderr}`
  }
}

/** A program is one bundle, with what it is made of and under which licences: installed, it is small, and runs nobody's scripts. */
async function checkProgram(of: Package, tarball: string): Promise<string[]> {
  const { dependencies, scripts } = JSON.parse(
    (await execute('tar', ['-xzOf', tarball, 'package/package.json'])).stdout,
  ) as Manifest
  const list = (await execute('tar', ['-tvzf', tarball])).stdout
  const bytes = list.split('\n').reduce((sum, line) => sum + Number(line.split(/\s+/)[2] ?? 0), 0)
  const ours = Object.keys({ ...dependencies }).filter((name) => name.startsWith('@veinmind/'))
  const run = Object.keys({ ...scripts }).filter((name) => /^(?:pre|post)?install$/.test(name))
  await execute(process.execPath, [join(import.meta.dirname, 'load-all.ts'), join(root, of.folder, 'dist/chunks')])
  await execute(process.execPath, [join(import.meta.dirname, 'compare-program.ts'), join(root, of.folder)])
  const missing = ['sbom.cdx.json', 'LICENCES.txt'].filter((name) => !list.includes(`package/dist/${name}`))
  return [
    ...ours.map((name) => `${name} is in the bundle, and is asked for once more`),
    ...run.map((name) => `its script ${name} would run where it is installed`),
    ...missing.map((name) => `dist/${name} is missing`),
    ...(bytes > MAX_PROGRAM_BYTES ? [`it has ${bytes} bytes, more than ${MAX_PROGRAM_BYTES}`] : []),
  ]
}

function failWith(error: unknown): never {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
  console.error(`the build failed\n${stdout}${stderr}`)
  process.exit(1)
}
