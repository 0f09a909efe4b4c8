import { defineInspector, head, magic } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'

/** A program: what the kernel would start. */
export interface ProgramFile {
  readonly kind: 'elf' | 'script'
  readonly mode: number
  readonly uid: number
}

/** Folders whose programs come with an image by the thousands: only what is new there matters, and the layer tells it. */
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
