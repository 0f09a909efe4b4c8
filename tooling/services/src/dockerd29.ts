import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { run } from './command.ts'
import { startContainerd } from './containerd.ts'
import type { Containerd } from './containerd.ts'
import { runDockerd } from './dockerd.ts'
import type { Dockerd } from './dockerd.ts'
import { withLock } from './lock.ts'
import { installPackages, requireTool } from './require-tool.ts'
import { withRetries } from './retries.ts'
import { temporaryFolder } from './temporary.ts'

/** Raise it when a version below changes. */
const VERSION = 1

const CONTAINERD = ['containerd', 'containerd-shim-runc-v2', 'ctr'].map(
  (name) => `github.com/containerd/containerd/v2/cmd/${name}@v2.4.2`,
)
const RUNC = 'github.com/opencontainers/runc@v1.2.9'
const DOCKERD = 'github.com/moby/moby/v2/cmd/dockerd@v2.0.0-beta.24'

/** Docker 29 with its containerd. */
export interface Dockerd29 extends Dockerd {
  readonly containerd: Containerd
}

/** Starts dockerd 29 (its containerd image store) with containerd 2 and runc 1.2, built once and kept. Needs root and Go. */
export async function startDockerd29(): Promise<Dockerd29> {
  const docker = await requireTool('docker')
  const path = await containerd2Folder()
  const containerd = await startContainerd({ containerd: join(path, 'containerd'), ctr: join(path, 'ctr') })
  const dockerd = await runDockerd({
    command: join(path, 'dockerd'),
    docker,
    folder: temporaryFolder('dockerd29'),
    tlsAddress: '',
    args: ['--containerd', containerd.socket],
    env: { PATH: `${path}:${process.env['PATH'] ?? ''}` },
    onStop: () => containerd.stop(),
  })
  return { ...dockerd, containerd }
}

/** The folder of dockerd 29, containerd 2, its shim, `ctr` and runc; made in about four minutes when it is missing. */
export async function containerd2Folder(): Promise<string> {
  const folder = join(cacheFolder(), `dockerd29-${VERSION}`)
  if (existsSync(folder)) return folder
  return withLock('go', async () => {
    if (existsSync(folder)) return folder
    // runc is linked against libseccomp, by a compiler of C.
    if (!existsSync('/usr/include/seccomp.h'))
      await installPackages(['gcc', 'libc6-dev', 'libseccomp-dev', 'pkg-config'])
    const partial = `${folder}.partial`
    rmSync(partial, { recursive: true, force: true })
    mkdirSync(partial)
    const install = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<unknown> =>
      withRetries(() => run('go', ['install', ...args], { env: { GOBIN: partial, GOFLAGS: '', ...env } }))
    await install(['-ldflags', '-s -w', ...CONTAINERD], { CGO_ENABLED: '0' })
    await install(['-tags', 'seccomp', RUNC], { CGO_ENABLED: '1' })
    await install(['-ldflags', '-s -w', DOCKERD], { CGO_ENABLED: '0' })
    renameSync(partial, folder)
    return folder
  })
}
