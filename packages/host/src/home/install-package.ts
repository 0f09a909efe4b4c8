import { chmod, readFile, realpath, writeFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { isObject } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import { mib, usageError, VeinmindError } from '@veinmind/sdk'
import { runProgram } from '@veinmind/internal/programs'
import type { InstalledExecutable } from './copy-executable.ts'

/** A name of npm with an optional version or tag: no address, no path, nothing that a package manager reads as a flag. */
const SPEC = /^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*(?:@[\w.^~*-]+)?$/i

const TIMEOUT_MS = 300_000

/** Each manager in a folder of its own: no scripts, nothing of the current folder is read. */
const MANAGERS = [
  {
    command: 'npm',
    args: ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev', '--loglevel=error', '--'],
  },
  { command: 'pnpm', args: ['add', '--ignore-scripts', '--prod', '--config.node-linker=hoisted', '--'] },
] as const

/** Whether a path leads to what `pnpm pack` makes. */
export const isPacked = (path: string): boolean => path.endsWith('.tgz')

/** Installs a package of npm into `folder` with the user's own npm, or pnpm; gives its executable. No script of it is run. */
export async function installPackage(spec: string, folder: string, signal?: AbortSignal): Promise<InstalledExecutable> {
  if (!SPEC.test(spec)) {
    throw usageError('HOST_SOURCE_INVALID', `${spec} is neither a path nor a package of npm`, {
      hint: 'write ./plugin for a file, or name, @scope/name, name@version for a package',
    })
  }
  return install(spec, folder, signal)
}

/** As `installPackage`, from the archive at `path`. */
export function installPacked(path: string, folder: string, signal?: AbortSignal): Promise<InstalledExecutable> {
  return install(resolve(path), folder, signal)
}

async function install(spec: string, folder: string, signal: AbortSignal | undefined): Promise<InstalledExecutable> {
  const manifest = join(folder, 'package.json')
  await writeFile(manifest, '{"private":true}\n')
  await runManager(spec, folder, signal)
  const { dependencies } = JSON.parse(await readFile(manifest, 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>
  }
  const [name] = Object.keys(dependencies ?? {})
  if (name === undefined) throw new VeinmindError('HOST_INSTALL_FAILED', `nothing was installed for ${spec}`)
  return findBin(name, folder)
}

async function runManager(spec: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  for (const { command, args } of MANAGERS) {
    const { code, failure, stderr, error } = await runProgram(command, [...args, spec], {
      cwd: folder,
      timeout: TIMEOUT_MS,
      maxOutput: mib(16),
      signal,
    })
    if (code === 0) return
    if (failure === 'no such') continue
    const why =
      reasonIn(stderr) ||
      (failure === 'timeout' ? `it took more than ${TIMEOUT_MS / 1000} s` : (error?.message ?? `it ended with ${code}`))
    throw new VeinmindError('HOST_INSTALL_FAILED', `${command} could not install ${spec}: ${why}`, { cause: error })
  }
  throw new VeinmindError('HOST_INSTALL_FAILED', `cannot install ${spec}: there is neither npm nor pnpm`, {
    hint: 'install npm, or name the path of an executable',
  })
}

/** The package's one executable, or the one that is called as the package or starts with `veinmind`. */
async function findBin(name: string, folder: string): Promise<InstalledExecutable> {
  const root = join(folder, 'node_modules', ...name.split('/'))
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly bin?: unknown }
  const short = name.split('/').at(-1) ?? name
  const bins: Readonly<Record<string, unknown>> = typeof bin === 'string' ? { [short]: bin } : isObject(bin) ? bin : {}
  const names = Object.keys(bins)
  const chosen =
    names.length === 1
      ? names[0]
      : (names.find((each) => each === short) ?? names.find((each) => each.startsWith('veinmind')))
  const path = chosen === undefined ? undefined : bins[chosen]
  if (typeof path !== 'string')
    throw new VeinmindError('HOST_INSTALL_FAILED', `${name} has no executable that a host could run`)
  const absolute = await realpath(join(root, path))
  const inside = relative(folder, absolute)
  if (inside === '' || inside.split(sep)[0] === '..')
    throw new VeinmindError('HOST_INSTALL_FAILED', `the executable of ${name} is not in its folder`)
  await chmod(absolute, 0o755)
  return { path: inside, isScript: await isJavaScript(absolute) }
}

async function isJavaScript(path: string): Promise<boolean> {
  if (/\.[cm]?[jt]s$/.test(path)) return true
  const text = (await readFile(path)).subarray(0, 200).toString('latin1')
  return /^#!.*\bnode\b/.test(text)
}

/** Why npm or pnpm has failed: the first lines of its errors say what, those after them what else could be tried and where its log is. */
export function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (?:error|ERR!)\s*(?:\d{3}(?:\s|$))?/, '').trim())
  const telling = lines.filter((line) => line !== '' && !/^code [A-Z0-9_]+$/.test(line))
  return cutText(telling.slice(0, 2).join('; '), 500)
}
