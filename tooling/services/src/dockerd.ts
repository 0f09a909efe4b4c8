import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyPair } from './certificates.ts'
import { run } from './command.ts'
import type { CommandOptions, CommandResult } from './command.ts'
import { unmountBelow } from './mounts.ts'
import { freePort } from './ports.ts'
import { requireTools } from './require-tool.ts'
import { startService } from './service.ts'
import type { Service } from './service.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

/** How a classic docker keeps its layers. */
export type GraphDriver = 'overlay2' | 'vfs' | 'fuse-overlayfs' | 'btrfs'

/** The drivers that the kernel of this machine has what it takes for. */
export function graphDrivers(): readonly GraphDriver[] {
  const hasBtrfs = /\tbtrfs$/m.test(readFileSync('/proc/filesystems', 'utf8')) && existsSync('/dev/loop-control')
  return [
    'overlay2',
    'vfs',
    ...(existsSync('/dev/fuse') ? ['fuse-overlayfs' as const] : []),
    ...(hasBtrfs ? ['btrfs' as const] : []),
  ]
}

/** How dockerd is set up. */
export interface DockerdOptions {
  readonly driver?: GraphDriver
  /** Listens on loopback with TLS too, and asks for client certificates of this authority. */
  readonly tls?: { readonly server: KeyPair; readonly ca: string }
}

/** Docker that runs. It has no networks of its own: containers take `--network host` or `none`. */
export interface Dockerd extends Service {
  /** `unix:///…/docker.sock`. */
  readonly address: string
  /** `tcp://127.0.0.1:1234` with `tls`, else empty. */
  readonly tlsAddress: string
  readonly dataRoot: string
  /** Runs the docker command against it. */
  readonly docker: (args: readonly string[], options?: CommandOptions) => Promise<CommandResult>
}

/** Starts Debian's dockerd (20.10, classic graph drivers) with everything in a temporary folder. Needs root. */
export async function startDockerd(options: DockerdOptions = {}): Promise<Dockerd> {
  const tools = await requireTools(['dockerd', 'docker', 'containerd'])
  const folder = temporaryFolder('dockerd')
  const { driver = 'overlay2' } = options
  if (driver === 'fuse-overlayfs') await requireTools(['fuse-overlayfs'])
  if (driver === 'btrfs') await mountBtrfs(join(folder, 'root'), join(folder, 'btrfs.img'))
  const tlsArgs: string[] = []
  let tlsAddress = ''
  if (options.tls !== undefined) {
    const { server, ca } = options.tls
    tlsAddress = `tcp://127.0.0.1:${await freePort()}`
    tlsArgs.push('-H', tlsAddress, '--tlsverify', '--tlscacert', ca, '--tlscert', server.cert, '--tlskey', server.key)
  }
  return runDockerd({
    command: tools.dockerd,
    docker: tools.docker,
    folder,
    tlsAddress,
    args: ['--storage-driver', driver, ...tlsArgs],
  })
}

/** Mounts a new file system of a gigabyte, most of it a hole, that is kept in a file. */
async function mountBtrfs(point: string, file: string): Promise<void> {
  const tools = await requireTools(['mkfs.btrfs'])
  await run('truncate', ['--size=1G', file])
  await run(tools['mkfs.btrfs'], ['--quiet', file])
  mkdirSync(point)
  await run('mount', ['-o', 'loop', file, point])
}

/** What any dockerd is started with. */
export interface DockerdCommand {
  readonly command: string
  readonly docker: string
  readonly folder: string
  readonly tlsAddress: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly onStop?: () => Promise<void>
}

/** Starts a dockerd in `folder`, which is removed when it ends. */
export async function runDockerd({
  command,
  docker,
  folder,
  tlsAddress,
  args,
  env = {},
  onStop,
}: DockerdCommand): Promise<Dockerd> {
  const socket = join(folder, 'docker.sock')
  const dataRoot = join(folder, 'root')
  const address = `unix://${socket}`
  const files = [
    '--data-root',
    dataRoot,
    '--exec-root',
    join(folder, 'exec'),
    '--pidfile',
    join(folder, 'dockerd.pid'),
    '-H',
    address,
  ]
  const network = ['--iptables=false', '--ip6tables=false', '--bridge=none', '--shutdown-timeout', '1']
  const inside: Dockerd['docker'] = (words, options = {}) => {
    return run(docker, ['-H', address, ...words], {
      ...options,
      env: { DOCKER_CONFIG: folder, DOCKER_HOST: undefined, ...options.env },
    })
  }
  const clean = async (): Promise<void> => {
    await onStop?.()
    await unmountBelow(folder)
    removeTemporary(folder)
  }
  try {
    const service = await startService(command, [...files, ...network, ...args], {
      env,
      timeout: 60_000,
      ready: async () => (await inside(['version'])).code === 0,
    })
    const stop = async (): Promise<void> => {
      const running = await inside(['ps', '-q']).then(
        ({ stdout }) => stdout.split('\n').filter(Boolean),
        () => [],
      )
      if (running.length > 0) await inside(['kill', ...running]).catch(() => {})
      await service.stop()
      await clean()
    }
    return { ...service, address, tlsAddress, dataRoot, docker: inside, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await clean()
    throw error
  }
}
