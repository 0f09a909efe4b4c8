import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cleanPath, mib } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import { runProgram } from '@veinmind/internal/programs'
import { shownPath } from '@veinmind/image'

/** Extended attributes of a folder's files by path, as it is in a layer (`/` is the folder), and name. */
export type Xattrs = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>

const MAX_OUTPUT = mib(64)
/** Milliseconds for all files of a folder: there may be millions, on a slow disk. */
const TIME = 600_000

/**
 * Every extended attribute below a folder, by getfattr(1), since Node has no call for them. Undefined when the command is
 * not installed or fails: then file capabilities are not known.
 */
export async function readXattrs(folder: string, signal?: AbortSignal): Promise<Xattrs | undefined> {
  const args = ['-R', '-P', '-h', '-d', '-m', '-', '-e', 'hex', '.']
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' }
  const { code, stdout } = await runProgram('getfattr', args, {
    cwd: folder,
    env,
    timeout: TIME,
    maxOutput: MAX_OUTPUT,
    signal,
  })
  return code === 0 ? parseXattrs(stdout.toString('latin1')) : undefined
}

/** `# file: name` and `attribute=0x…` lines; bytes out of the ordinary are `\ooo` in both. */
export function parseXattrs(text: string): Xattrs {
  const files = new Map<string, Map<string, Uint8Array>>()
  let current = new Map<string, Uint8Array>()
  for (const line of text.split('\n')) {
    const file = /^# file: (.*)$/.exec(line)?.[1]
    const [, name, hex = ''] = /^([^#=][^=]*)(?:=0x([0-9a-f]*))?$/i.exec(line) ?? []
    if (file !== undefined) {
      current = new Map()
      files.set(shownPath(cleanPath(`/${unescape(file)}`)), current)
    } else if (name !== undefined) {
      current.set(unescape(name), Buffer.from(hex, 'hex'))
    }
  }
  return files
}

function unescape(text: string): string {
  const bytes = text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
  return decodeName(Buffer.from(bytes, 'latin1'))
}

/** How an overlay marks what is deleted. */
export interface Overlay {
  /**
   * How the names of its attributes begin. Root's are such that no container can set them. Another user's may only use `user.*`,
   * which containers of root can set as they like, on what they want hidden.
   */
  readonly spaces: readonly string[]
  /** Whether empty files take the place of attributes that it may not set: fuse-overlayfs. */
  readonly hasMarkFiles: boolean
}

/** The overlay that writes to `upper`. */
export function overlayOf(upper: string): Overlay {
  // The engine made the folder that it stands in; `upper` itself belongs to who is root in the container.
  const owner = statSync(dirname(upper), { throwIfNoEntry: false })?.uid ?? 0
  const spaces = owner === 0 ? ['trusted.overlay'] : ['trusted.overlay', 'user.overlay', 'user.fuseoverlayfs']
  return { spaces, hasMarkFiles: upper.includes('fuse-overlayfs/') || hasMountProgram(dirname(dirname(upper))) }
}

/** Whether containers-storage mounts its overlays by a program, as it notes itself. */
function hasMountProgram(storage: string): boolean {
  try {
    return readFileSync(join(storage, '.has-mount-program'), 'latin1') === 'true'
  } catch {
    return false
  }
}

/** What an overlay says of its files, beside their content. */
export interface OverlayMarks {
  /** Folders that show nothing of what is below them. */
  readonly opaque: ReadonlySet<string>
  readonly incomplete: {
    /** Files of which only the state was copied (`metacopy=on`). */
    readonly files: ReadonlySet<string>
    /** Folders that were renamed, and have their content where they were (`redirect_dir=on`). */
    readonly renamed: ReadonlySet<string>
  }
}

/** The marks in the attributes of an overlay's files. */
export function overlayMarks(xattrs: Xattrs, { spaces }: Overlay): OverlayMarks {
  const isOpaque = (value: Uint8Array | undefined): boolean => value?.length === 1 && value[0] === 0x79
  const marked = (name: string, isMark: (value: Uint8Array | undefined) => boolean): ReadonlySet<string> => {
    return new Set(
      [...xattrs]
        .filter(([, values]) => spaces.some((space) => isMark(values.get(`${space}.${name}`))))
        .map(([path]) => path),
    )
  }
  const isThere = (value: Uint8Array | undefined): boolean => value !== undefined
  return {
    opaque: marked('opaque', isOpaque),
    incomplete: { files: marked('metacopy', isThere), renamed: marked('redirect', isThere) },
  }
}

/** Without what overlayfs keeps for itself. */
export function withoutOverlay(xattrs: Xattrs): Xattrs {
  // A PAX record cannot carry a name with an equals sign.
  const isOwn = (name: string): boolean =>
    name.includes('=') || /^(?:trusted|user)\.(?:overlay|fuseoverlayfs)\./.test(name)
  const files = [...xattrs].map(
    ([path, values]) => [path, new Map([...values].filter(([name]) => !isOwn(name)))] as const,
  )
  return new Map(files.filter(([, values]) => values.size > 0))
}
