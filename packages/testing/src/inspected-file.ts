import type { Entry, InspectedFile } from '@veinmind/sdk'

/** What differs from a plain file that was given whole. */
export interface InspectedFileOptions extends Partial<Omit<InspectedFile, 'entry' | 'bytes'>> {
  readonly entry?: Partial<Entry>
}

/** A file as an inspector gets it, for tests that call `wants` and `inspect` themselves; its content by whatever want. */
export function inspectedFile(
  path: string,
  content: Uint8Array | string,
  { entry, ...options }: InspectedFileOptions = {},
): InspectedFile {
  const bytes = Buffer.from(content)
  const plain = { mode: 0o644, uid: 0, gid: 0, userName: '', groupName: '', mtime: 0 }
  return {
    entry: { path, type: 'file', size: bytes.length, ...plain, ...entry },
    bytes,
    truncated: false,
    keywords: new Set(),
    digests: {},
    async *chunks() {
      yield bytes
    },
    random: () => ({
      size: bytes.length,
      path: '',
      read: async (at: number, length: number) => bytes.subarray(at, at + length),
    }),
    incomplete: () => undefined,
    ...options,
  }
}
