import { decodeName } from '@veinmind/sdk/target'
import { unescapeMount } from '../root-mount.ts'
import { readKernelFile } from '../kernel-file.ts'

/** A line of `/proc/<pid>/mountinfo` (proc(5)). */
export interface MountInfo {
  /** Major and minor number of the file system: `8:1`. */
  readonly device: string
  /** What of the file system is mounted. */
  readonly root: string
  /** Where, as the process names it. */
  readonly point: string
  readonly options: readonly string[]
  /** Whether what is mounted in it is seen elsewhere, or comes from elsewhere. */
  readonly propagation: 'shared' | 'slave' | 'private'
  readonly fileSystem: string
  readonly source: string
}

/** More than any honest machine has. */
const MAX_MOUNTS = 20_000

/** What is mounted for a process; undefined when it is gone or may not be looked at. */
export function readMountInfo(path: string): readonly MountInfo[] | undefined {
  const bytes = readKernelFile(path)
  return bytes === undefined ? undefined : parseMountInfo(decodeName(bytes))
}

/** The mounts of a mountinfo; lines that are none are left out. */
export function parseMountInfo(text: string): readonly MountInfo[] {
  return text.split('\n', MAX_MOUNTS).flatMap((line): MountInfo[] => {
    const fields = line.split(' ')
    const dash = fields.indexOf('-', 6)
    const [, , device = '', root = '', point = '', options = ''] = fields
    if (dash < 0 || !root.startsWith('/') || !point.startsWith('/')) return []
    const tags = fields.slice(6, dash)
    const propagation = tags.some((tag) => tag.startsWith('shared:'))
      ? 'shared'
      : tags.some((tag) => tag.startsWith('master:'))
        ? 'slave'
        : 'private'
    const [fileSystem = '', source = ''] = fields.slice(dash + 1)
    return [
      {
        device,
        root: unescapeMount(root),
        point: unescapeMount(point),
        options: options.split(','),
        propagation,
        fileSystem,
        source: unescapeMount(source),
      },
    ]
  })
}

/**
 * Where on its machine stands what a process has mounted, by what the machine itself has mounted. A folder that is mounted in two places
 * there is told by the one of which more of the file system is seen.
 */
export function placeOnMachine(mounted: MountInfo, machine: readonly MountInfo[]): string | undefined {
  const candidates = machine
    .filter(({ device, root }) => device === mounted.device && isBelow(mounted.root, root))
    .sort((a, b) => a.root.length - b.root.length || a.point.length - b.point.length)
  const [best] = candidates
  if (best === undefined) return undefined
  const rest = best.root === '/' ? mounted.root : mounted.root.slice(best.root.length)
  return join(best.point, rest)
}

/** Whether a path is another one, or stands in it. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`)
}

function join(folder: string, rest: string): string {
  if (rest === '' || rest === '/') return folder
  return `${folder === '/' ? '' : folder}${rest}`
}
