import { chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { run } from './command.ts'
import type { CommandOptions, CommandResult } from './command.ts'
import { unmountBelow } from './mounts.ts'
import { requireTools } from './require-tool.ts'
import { startService } from './service.ts'
import type { Service } from './service.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

/** How podman is set up. */
export interface PodmanOptions {
  /** As the user nobody, with the `vfs` driver and one user id; by default as root with `overlay`. */
  readonly rootless?: boolean
}

/** Podman's service that runs. */
export interface Podman extends Service {
  /** `unix:///…/podman.sock`. */
  readonly address: string
  /** The folder of containers-storage. */
  readonly storage: string
  /** Runs podman on that storage. */
  readonly podman: (args: readonly string[], options?: CommandOptions) => Promise<CommandResult>
  /** Runs any command as the user of this podman, with its HOME and XDG_RUNTIME_DIR. */
  readonly asUser: (command: readonly string[]) => Promise<CommandResult>
}

const NOBODY = 65534

/** Starts the API of Debian's podman (4.3) with everything in a temporary folder. Needs root. */
export async function startPodman({ rootless = false }: PodmanOptions = {}): Promise<Podman> {
  const tools = await requireTools(['podman'])
  const folder = temporaryFolder('podman')
  const place = rootless ? rootlessPlace(folder) : rootPlace(folder)
  const become = rootless
    ? [
        'setpriv',
        `--reuid=${NOBODY}`,
        `--regid=${NOBODY}`,
        '--clear-groups',
        'env',
        `HOME=${folder}`,
        `XDG_RUNTIME_DIR=${join(folder, 'run')}`,
      ]
    : []
  const command = [...become, tools.podman, ...place.global]
  const asUser: Podman['asUser'] = (words) => run('env', [...become, ...words], { cwd: folder })
  const podman: Podman['podman'] = (args, options = {}) =>
    run('env', [...command, ...args], { cwd: folder, ...options })
  const clean = async (): Promise<void> => {
    await podman(['rm', '--all', '--force', '--time', '0']).catch(() => {})
    endPause(folder)
    // What conmon starts when a container has ended mounts the storage once more, and makes it anew when it is gone.
    for (let attempt = 0; attempt < 100 && isNamedByProcess(folder); attempt += 1) await sleep(100)
    await unmountBelow(folder)
    removeTemporary(folder)
  }
  try {
    const service = await startService(
      'env',
      [...command, 'system', 'service', '--time', '0', `unix://${place.socket}`],
      {
        cwd: folder,
        ready: async () => (await run('test', ['-S', place.socket])).code === 0,
      },
    )
    const stop = async (): Promise<void> => {
      await service.stop()
      await clean()
    }
    return {
      ...service,
      address: `unix://${place.socket}`,
      storage: place.storage,
      podman,
      asUser,
      stop,
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await clean()
    throw error
  }
}

/** Whether a folder is among the arguments of any process. */
function isNamedByProcess(folder: string): boolean {
  return readdirSync('/proc').some((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder)
    } catch {
      return false
    }
  })
}

/** A user's podman leaves a process behind that holds its user namespace. */
function endPause(folder: string): void {
  try {
    const pid = Number(readFileSync(join(folder, 'run/libpod/tmp/pause.pid'), 'utf8'))
    if (pid > 1) process.kill(pid, 'SIGKILL')
  } catch {
    // There is none.
  }
}

interface Place {
  readonly storage: string
  readonly socket: string
  /** Flags of every command. */
  readonly global: readonly string[]
}

function rootPlace(folder: string): Place {
  const storage = join(folder, 'storage')
  const places = ['--root', storage, '--runroot', join(folder, 'run'), '--tmpdir', join(folder, 'tmp')]
  return {
    storage,
    socket: join(folder, 'podman.sock'),
    global: [...places, '--storage-driver', 'overlay', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file'],
  }
}

/** The places that podman and its users find without being told. */
function rootlessPlace(folder: string): Place {
  const socket = join(folder, 'run/podman/podman.sock')
  mkdirSync(dirname(socket), { recursive: true })
  for (const each of [folder, join(folder, 'run'), dirname(socket)]) chownSync(each, NOBODY, NOBODY)
  return {
    storage: join(folder, '.local/share/containers/storage'),
    socket,
    global: ['--storage-driver', 'vfs', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file'],
  }
}
