import { join } from 'node:path'
import { run } from './command.ts'
import type { CommandOptions, CommandResult } from './command.ts'
import { unmountBelow } from './mounts.ts'
import { requireTools } from './require-tool.ts'
import { startService } from './service.ts'
import type { Service } from './service.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

/** Podman's service that runs. */
export interface Podman extends Service {
  /** `unix:///…/podman.sock`. */
  readonly address: string
  /** The folder of containers-storage. */
  readonly storage: string
  /** Runs podman on that storage. */
  readonly podman: (args: readonly string[], options?: CommandOptions) => Promise<CommandResult>
}

/** Starts the API of Debian's podman (4.3) with everything in a temporary folder. Needs root. */
export async function startPodman(): Promise<Podman> {
  const tools = await requireTools(['podman'])
  const folder = temporaryFolder('podman')
  const storage = join(folder, 'storage')
  const socket = join(folder, 'podman.sock')
  const global = ['--root', storage, '--runroot', join(folder, 'run'), '--tmpdir', join(folder, 'tmp'), '--storage-driver', 'overlay', '--cgroup-manager', 'cgroupfs', '--events-backend', 'file']
  const podman: Podman['podman'] = (args, options = {}) => run(tools.podman, [...global, ...args], options)
  const clean = async (): Promise<void> => {
    await podman(['rm', '--all', '--force', '--time', '0']).catch(() => {})
    await unmountBelow(folder)
    removeTemporary(folder)
  }
  try {
    const service = await startService(tools.podman, [...global, 'system', 'service', '--time', '0', `unix://${socket}`], {
      ready: async () => (await run('test', ['-S', socket])).code === 0,
    })
    const stop = async (): Promise<void> => {
      await service.stop()
      await clean()
    }
    return { ...service, address: `unix://${socket}`, storage, podman, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await clean()
    throw error
  }
}
