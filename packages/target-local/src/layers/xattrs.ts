import { spawn } from 'node:child_process'
import { cleanPath, decodeName, mib } from '@veinmind/sdk'

/** Extended attributes of a folder's files by path (`/` is the folder) and name. */
export type Xattrs = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>

const MAX_OUTPUT = mib(64)

/**
 * Every extended attribute below a folder, by getfattr(1), since Node has no call for them. Undefined when the command is
 * not installed or fails: then file capabilities are not known.
 */
export async function readXattrs(folder: string, signal?: AbortSignal): Promise<Xattrs | undefined> {
  const args = ['-R', '-P', '-h', '-d', '-m', '-', '-e', 'hex', '.']
  const child = spawn('getfattr', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env['PATH'], LC_ALL: 'C' }, ...(signal === undefined ? {} : { signal }) })
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
  const chunks: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_OUTPUT) child.kill()
    else chunks.push(chunk)
  })
  const isComplete = await ended
  signal?.throwIfAborted()
  return isComplete ? parseXattrs(Buffer.concat(chunks).toString('latin1')) : undefined
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
      files.set(cleanPath(`/${unescape(file)}`), current)
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

/** The folders that overlayfs marks as opaque. */
export function opaqueFolders(xattrs: Xattrs): ReadonlySet<string> {
  const marks = ['trusted.overlay.opaque', 'user.overlay.opaque', 'user.fuseoverlayfs.opaque']
  const isOpaque = (value: Uint8Array | undefined): boolean => value?.length === 1 && value[0] === 0x79
  return new Set([...xattrs].filter(([, values]) => marks.some((mark) => isOpaque(values.get(mark)))).map(([path]) => path))
}

/** What of an overlay's folder is not all there. */
export interface IncompletePaths {
  /** Files of which only the state was copied (`metacopy=on`). */
  readonly files: ReadonlySet<string>
  /** Folders that were renamed, and have their content where they were (`redirect_dir=on`). */
  readonly renamed: ReadonlySet<string>
}

/** The files and folders that overlayfs marks so. */
export function incompletePaths(xattrs: Xattrs): IncompletePaths {
  const marked = (name: string): ReadonlySet<string> => new Set([...xattrs].filter(([, values]) => ['trusted', 'user'].some((space) => values.has(`${space}.overlay.${name}`))).map(([path]) => path))
  return { files: marked('metacopy'), renamed: marked('redirect') }
}

/** Without what overlayfs keeps for itself. */
export function withoutOverlay(xattrs: Xattrs): Xattrs {
  // A PAX record cannot carry a name with an equals sign.
  const isOwn = (name: string): boolean => name.includes('=') || /^(?:trusted|user)\.(?:overlay|fuseoverlayfs)\./.test(name)
  const files = [...xattrs].map(([path, values]) => [path, new Map([...values].filter(([name]) => !isOwn(name)))] as const)
  return new Map(files.filter(([, values]) => values.size > 0))
}
