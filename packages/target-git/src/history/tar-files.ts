import type { Entry } from '@veinmind/sdk'
import { padding, renamed, shownPath, tarHeader } from '@veinmind/image'
import type { BlockBuffer } from '@veinmind/image'
import type { Gaps } from './gaps.ts'

/** A file as it stands in a layer; nobody owns it. */
export function fileEntry(path: string, size: number, mtime: number): Entry {
  return { path, type: 'file', size, mode: 0o644, uid: 0, gid: 0, userName: '', groupName: '', mtime }
}

/** Writes a file of a repository into a layer. A name that would mark a deletion there gets another, which is said. */
export function* writeFile(
  out: BlockBuffer,
  { path, content, time }: { readonly path: string; readonly content: Buffer; readonly time: number },
  gaps: Gaps,
): Generator<Uint8Array> {
  const shown = shownPath(`/${path}`)
  if (shown !== `/${path}`) gaps.note(path, renamed(shown))
  yield* out.write(tarHeader(fileEntry(shown, content.length, Math.floor(time / 1000))))
  yield* out.write(content)
  yield* out.write(padding(content.length))
}
