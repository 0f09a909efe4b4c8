import { content, defineInspector, magic, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import marks from './tool-marks.json' with { type: 'json' }

/** A tool of attackers, by what is in it. */
export interface ToolFile {
  readonly tool: string
  readonly mark: string
  readonly isScript: boolean
  /** The text of an exploit for one container escape, rather than a tool with a name. */
  readonly isEscape?: true
}

/** Folders of packaged programs, which are left out: tools of attackers lie elsewhere. */
const SYSTEM = /^\/(?:usr\/(?:s?bin|lib\w*|share|include|libexec)|s?bin|lib\w*|proc|sys|var\/lib\/(?:dpkg|apt|rpm))\//
const WANT = content({ max: mib(48), keywords: true, when: magic(['\x7fELF', '#!']) })
const SCRIPT = content({ max: mib(4), over: 'head', keywords: true })
const ESCAPES: readonly { readonly tool: string; readonly all: readonly string[] }[] = [
  { tool: 'an escape by release_agent', all: ['release_agent', 'notify_on_release'] },
  { tool: 'an escape by core_pattern', all: ['/proc/sys/kernel/core_pattern', 'upperdir'] },
]

/** Tools of escape and attack: programs by the names of their modules, scripts by what they say. */
export const toolFiles: Inspector<ToolFile> = defineInspector<ToolFile>({
  id: 'tool-files',
  version: 1,
  keywords: [...marks.map(({ mark }) => mark), ...ESCAPES.flatMap(({ all }) => all)],
  wants: ({ path, type, mode, size }) => {
    if (type !== 'file' || size === 0 || SYSTEM.test(path)) return false
    return (mode & 0o111) !== 0 || size > mib(4) ? WANT : SCRIPT
  },
  inspect({ bytes, keywords, entry }) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const isElf = text[0] === 0x7f
    const isScript =
      !isElf && (text.subarray(0, 2).toString('latin1') === '#!' || /\.(?:sh|py|pl|rb)$/.test(entry.path))
    const found = marks.find(({ mark, kind }) => (kind === 'elf') === isElf && keywords.has(mark.toLowerCase()))
    if (found !== undefined && (isElf || isScript || (entry.mode & 0o111) !== 0))
      return { tool: found.tool, mark: found.mark, isScript }
    const escape = isElf ? undefined : ESCAPES.find(({ all }) => all.every((word) => keywords.has(word)))
    return escape !== undefined && (isScript || (entry.mode & 0o111) !== 0)
      ? { tool: escape.tool, mark: escape.all.join(', '), isScript, isEscape: true }
      : undefined
  },
})
