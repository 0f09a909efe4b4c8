import { existsSync, renameSync, rmSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { run } from './command.ts'
import { withLock } from './lock.ts'
import { requireTools } from './require-tool.ts'
import { withRetries } from './retries.ts'

/** A real Debian image in the formats that a scanner meets. Read only: it is shared between runs. */
export interface DebianImage {
  /** OCI layout folder; its tag is `debian`. */
  readonly layout: string
  /** `docker save`'s format. */
  readonly dockerArchive: string
}

/** Raise it when the way the image is made changes. */
const VERSION = 2

const MIRROR = 'http://deb.debian.org/debian'

const LAYERS = [
  ['build-essential', 'python3'],
  ['git', 'curl', 'nodejs', 'npm'],
] as const

/**
 * Debian bookworm with a compiler, Python, git and Node.js: more than 25,000 entries, about 800 MB, three gzip layers as
 * umoci writes them. Made by debootstrap (needs root and some minutes) and kept in the cache folder.
 */
export async function debianImage(): Promise<DebianImage> {
  const folder = join(cacheFolder(), `debian-image-${VERSION}`)
  if (!existsSync(folder)) {
    await withLock('debian-image', async () => {
      if (!existsSync(folder)) await withRetries(() => make(folder))
    })
  }
  return { layout: join(folder, 'layout'), dockerArchive: join(folder, 'docker.tar') }
}

async function make(folder: string): Promise<void> {
  const { debootstrap, umoci, skopeo } = await requireTools(['debootstrap', 'umoci', 'skopeo'])
  const partial = `${folder}.partial`
  const [layout, bundle] = [join(partial, 'layout'), join(partial, 'bundle')]
  const [image, root] = [`${layout}:debian`, join(bundle, 'rootfs')]
  rmSync(partial, { recursive: true, force: true })
  const commit = (createdBy: string): Promise<unknown> => {
    return run(umoci, ['repack', '--refresh-bundle', '--image', image, '--history.created_by', createdBy, bundle])
  }
  const inside = (...args: readonly string[]): Promise<unknown> => {
    const env = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', RUNLEVEL: '1', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }
    // Some packages' scripts want /proc; it is mounted in a namespace of this command's own, and so never left behind.
    const script = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
    return run('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script, root, ...args], { env })
  }
  await run('mkdir', ['-p', partial])
  await run(umoci, ['init', '--layout', layout])
  await run(umoci, ['new', '--image', image])
  await run(umoci, ['unpack', '--image', image, bundle])
  await run(debootstrap, ['--variant=minbase', 'bookworm', root, MIRROR])
  await copyFile('/etc/resolv.conf', join(root, 'etc/resolv.conf'))
  await commit('debootstrap --variant=minbase bookworm')
  for (const packages of LAYERS) {
    const install = ['install', '-y', '--no-install-recommends', ...packages]
    await inside('apt-get', '-qq', '-o', 'Dpkg::Options::=--force-unsafe-io', ...install)
    await inside('apt-get', 'clean')
    await commit(`RUN apt-get ${install.join(' ')}`)
  }
  await run(umoci, ['config', '--image', image, '--config.cmd', 'bash', '--config.env', 'LANG=C.UTF-8'])
  await run(umoci, ['gc', '--layout', layout])
  await run(skopeo, ['copy', `oci:${image}`, `docker-archive:${join(partial, 'docker.tar')}:veinmind/debian:12`])
  rmSync(bundle, { recursive: true, force: true })
  renameSync(partial, folder)
}
