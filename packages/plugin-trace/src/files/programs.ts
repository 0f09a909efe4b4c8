import { defineInspector, head, magic } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** A program: what the kernel would start. */
export interface ProgramFile {
  readonly kind: 'elf' | 'script'
  readonly mode: number
  readonly uid: number
}

/** Folders with thousands of programs of the image: only files of a newer layer matter there. */
const HEAD = head(4, { when: magic(['\x7fELF', '#!']) })

/** Files that may be run, and set-user-ID ones whatever they are. */
export const programFiles: Inspector<ProgramFile> = defineInspector<ProgramFile>({
  id: 'program-files',
  version: 1,
  wants: ({ type, mode }) => type === 'file' && (mode & 0o111) !== 0 && HEAD,
  inspect({ entry, bytes }) {
    const isElf = bytes[0] === 0x7f
    return { kind: isElf ? 'elf' : 'script', mode: entry.mode, uid: entry.uid }
  },
})
