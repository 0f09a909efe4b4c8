import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { VeinmindError } from '@veinmind/sdk'
import type { Entity, IacFile } from '@veinmind/sdk'

/** Flags that stand before those of the user, and what stands after the addresses of the host. */
export interface LegacyArgs {
  readonly before: readonly string[]
  readonly target: string
}

/** libveinmind's words for types of files; others are told by the plugin. */
const IAC_TYPES: Readonly<Record<string, string>> = {
  dockerfile: 'dockerfile',
  compose: 'docker-compose',
  kubernetes: 'kubernetes',
}

/**
 * How libveinmind's hosts name an entity to an executable. A file is written into `cwd`, the private folder of the run. Throws
 * `HOST_ENTITY_UNREACHABLE` for what such an executable cannot open.
 */
export async function legacyArgs(plugin: string, entity: Entity, cwd: string): Promise<LegacyArgs> {
  if (entity.native) return { before: [...entity.native.flags, '--id'], target: entity.native.id ?? entity.id }
  if (entity.kind === 'iac') {
    const type = IAC_TYPES[entity.type ?? '']
    return { before: type === undefined ? [] : ['--iac-type', type], target: await writeIacFile(entity, cwd) }
  }
  throw new VeinmindError(
    'HOST_ENTITY_UNREACHABLE',
    `${plugin} opens what it scans by itself, and cannot open this ${entity.kind}`,
    {
      hint: 'libveinmind plugins reach images and containers of docker and containerd, and files',
    },
  )
}

/** The file under its own name, which may say what it is, and never outside the folder. */
async function writeIacFile({ path, bytes }: IacFile, cwd: string): Promise<string> {
  const place = join(cwd, posix.normalize(`/${path.replaceAll('\0', '')}`))
  await mkdir(dirname(place), { recursive: true })
  await writeFile(place, bytes)
  return place
}
