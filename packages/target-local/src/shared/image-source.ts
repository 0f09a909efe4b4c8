import type { Discovered } from '@veinmind/sdk/target'

/** Something on this machine that has images. */
export interface ImageSource {
  /** Word of `--from`. */
  readonly name: string
  /** Images that `pattern` names, all for `''`; none when the source has no such image. */
  find(pattern: string, signal: AbortSignal): Promise<AsyncIterable<Discovered> | undefined>
  close(): Promise<void>
}
