import { accessSync, constants } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { mib } from '@veinmind/sdk'
import { runProgram } from '@veinmind/internal/programs'
import type { ProgramEnd } from '@veinmind/internal/programs'

/** How much rendering a chart may cost. An ordinary chart takes a second. */
export interface HelmLimits {
  /** Milliseconds. */
  readonly timeout: number
  /** Bytes that it prints. */
  readonly output: number
  /** Bytes of memory, where the system can hold a program to it. */
  readonly memory: number
}

export const HELM_LIMITS: HelmLimits = { timeout: 60_000, output: mib(32), memory: mib(1536) }

/** How a chart is rendered. */
export interface HelmRun {
  readonly helm: string
  readonly chart: string
  /** An empty folder that is its home. */
  readonly home: string
  readonly minor: number
  readonly signal: AbortSignal
  readonly limits?: HelmLimits
}

/** How helm ended. */
export interface HelmEnd extends ProgramEnd {
  /** Whether it could not reach a network. */
  readonly isOffline: boolean
}

/** Finds `helm` in the search path. Relative folders of it are left out, so that no file of a scanned folder is run. */
export function findHelm(path: string = process.env['PATH'] ?? ''): string | undefined {
  return findProgram(process.platform === 'win32' ? 'helm.exe' : 'helm', path)
}

function findProgram(name: string, path: string = process.env['PATH'] ?? ''): string | undefined {
  const files = path
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/**
 * Renders a chart with its own values: without the environment, settings, plugins and clusters of the user, without a network
 * where the system closes it for one program, and bounded in time, memory and output.
 */
export async function runHelm({ helm, chart, home, minor, signal, limits = HELM_LIMITS }: HelmRun): Promise<HelmEnd> {
  const env = {
    HOME: home,
    TMPDIR: home,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    HELM_PLUGINS: join(home, 'plugins'),
    KUBECONFIG: join(home, 'no-cluster'),
    GOMEMLIMIT: `${Math.floor(limits.memory * 0.75)}`,
    PATH: '/usr/bin:/bin',
  }
  const args = ['template', 'release', chart, '--include-crds', '--kube-version', `1.${minor}.0`]
  const offline = await withoutNetwork(env, signal)
  const command = [...offline, helm, ...args]
  const { timeout, output: maxOutput } = limits
  const isPosix = process.platform !== 'win32'
  // Where `ulimit` fails, Go's own memory limit (GOMEMLIMIT) still holds.
  const bounded = isPosix
    ? ['/bin/sh', '-c', 'ulimit -d "$0" 2>/dev/null; exec "$@"', String(limits.memory >> 10), ...command]
    : command
  const [program = helm, ...rest] = bounded
  const end = await runProgram(program, rest, { timeout, maxOutput, env, cwd: home, signal })
  return { ...end, isOffline: offline.length > 0 }
}

/** The words before a command that run it without a network; none when the system has no such program, or does not allow it. */
async function withoutNetwork(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<readonly string[]> {
  const unshare = process.platform === 'linux' ? findProgram('unshare', '/usr/bin:/bin') : undefined
  if (unshare === undefined) return []
  for (const flags of [['--net'], ['--user', '--map-current-user', '--net'], ['--user', '--map-root-user', '--net']]) {
    const { code } = await runProgram(unshare, [...flags, '--', '/bin/sh', '-c', ':'], { timeout: 5_000, env, signal })
    if (code === 0) return [unshare, ...flags, '--']
  }
  return []
}
