import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Entry, Inspector } from '@veinmind/sdk'
import marks from '../programs/marks.json' with { type: 'json' }
import { readFileCapabilities } from './file-capabilities.ts'
import type { FileCapabilities } from './file-capabilities.ts'

/** A file that gives who runs it rights that they do not have. */
export interface PrivilegedFile {
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly kind: 'elf' | 'script' | 'other'
  /** Of a script: what its first line names. */
  readonly interpreter?: string
  /** Programs all of whose texts are in it. */
  readonly looksLike: readonly string[]
  /** `md5:…`, `sha1:…`, `sha256:…`, as databases of packages write them. */
  readonly digests: readonly string[]
  readonly sha256: string
  readonly capabilities?: FileCapabilities
  readonly isTruncated?: true
}

const SETUID = 0o4000
const SETGID = 0o2000
const CAPABILITY = 'security.capability'
const MARKS = Object.entries(marks).map(
  ([name, texts]) => [name, texts.map((text) => Buffer.from(text, 'latin1'))] as const,
)

/** Whether a file has one of the three. Set-group-ID without the right to execute marked locks once, and gives nothing. */
export function isPrivileged({ type, mode, xattrs }: Entry): boolean {
  if (type !== 'file') return false
  return (mode & SETUID) !== 0 || ((mode & SETGID) !== 0 && (mode & 0o010) !== 0) || xattrs?.has(CAPABILITY) === true
}

/** Programs that are set-user-ID or set-group-ID, or have capabilities. */
export const privilegedFiles: Inspector<PrivilegedFile> = defineInspector<PrivilegedFile>({
  id: 'privileged-files',
  version: 1,
  wants: (entry) => isPrivileged(entry) && content({ max: mib(8), over: 'head', digests: ['md5', 'sha1', 'sha256'] }),
  inspect({ entry, bytes, truncated, digests }) {
    const { mode, uid, gid, size, xattrs } = entry
    const raw = xattrs?.get(CAPABILITY)
    const capabilities = raw === undefined ? undefined : readFileCapabilities(raw)
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const isElf = text.subarray(0, 4).toString('latin1') === '\x7fELF'
    const interpreter = isElf ? undefined : interpreterOf(text)
    return {
      mode,
      uid,
      gid,
      size,
      kind: isElf ? 'elf' : interpreter === undefined ? 'other' : 'script',
      ...(interpreter === undefined ? {} : { interpreter }),
      looksLike: isElf
        ? MARKS.flatMap(([name, texts]) => (texts.every((mark) => text.includes(mark)) ? [name] : []))
        : [],
      digests: Object.entries(digests).map(([name, value]) => `${name}:${value}`),
      sha256: digests.sha256 ?? '',
      ...(capabilities === undefined ? {} : { capabilities }),
      ...(truncated ? { isTruncated: true } : {}),
    }
  },
})

/** What the first line of a script names; with `env`, what that is told to run. */
function interpreterOf(text: Buffer): string | undefined {
  if (text.subarray(0, 2).toString('latin1') !== '#!') return undefined
  const [line = ''] = text.subarray(2, 258).toString('latin1').split('\n', 1)
  const [program = '', ...rest] = line.trim().split(/\s+/)
  const named = /(?:^|\/)env$/.test(program) ? rest.find((word) => !word.startsWith('-')) : undefined
  return named ?? program
}
