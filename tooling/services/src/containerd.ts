import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from './command.ts'
import type { CommandOptions, CommandResult } from './command.ts'
import { unmountBelow } from './mounts.ts'
import { requireTools } from './require-tool.ts'
import { startService } from './service.ts'
import type { Service } from './service.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

/** Containerd that runs. */
export interface Containerd extends Service {
  /** Path of its socket. */
  readonly socket: string
  /** Its root: content, snapshots and metadata. */
  readonly root: string
  /** Runs `ctr` against it. */
  readonly ctr: (args: readonly string[], options?: CommandOptions) => Promise<CommandResult>
}

/** The programs of a containerd; its shim and runc are beside it. */
export interface ContainerdTools {
  readonly containerd: string
  readonly ctr: string
}

/** Starts Debian's containerd (1.6), or another, with everything in a temporary folder. Needs root. */
export async function startContainerd(tools?: ContainerdTools): Promise<Containerd> {
  const { containerd, ctr } = tools ?? (await requireTools(['containerd', 'ctr']))
  const folder = temporaryFolder('containerd')
  const socket = join(folder, 'containerd.sock')
  const root = join(folder, 'root')
  const config = join(folder, 'config.toml')
  mkdirSync(root)
  const lines = [
    'version = 2',
    `root = "${root}"`,
    `state = "${join(folder, 'state')}"`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
    '[grpc]',
    `  address = "${socket}"`,
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  const inside: Containerd['ctr'] = (args, options = {}) => run(ctr, ['--address', socket, ...args], options)
  const clean = async (): Promise<void> => {
    await unmountBelow(folder)
    removeTemporary(folder)
  }
  try {
    const service = await startService(containerd, ['--config', config], {
      env: { PATH: `${dirname(containerd)}:${process.env['PATH'] ?? ''}` },
      ready: async () => (await inside(['version'])).code === 0,
    })
    const stop = async (): Promise<void> => {
      await service.stop()
      await clean()
    }
    return { ...service, socket, root, ctr: inside, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await clean()
    throw error
  }
}
