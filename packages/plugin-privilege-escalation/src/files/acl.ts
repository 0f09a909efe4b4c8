/** Who an access control list lets write, beside owner, owning group and others, which the mode tells. */
export interface AclWriters {
  readonly users: readonly number[]
  readonly groups: readonly number[]
}

/** `system.posix_acl_access` as the kernel keeps it (linux/posix_acl_xattr.h). */
const VERSION = 2
const TAG = { groupObject: 0x04, user: 0x02, group: 0x08, mask: 0x10 } as const
const WRITE = 0x02
/** The lists of real file systems have far fewer. */
const MOST_ENTRIES = 1_000

/** Reads a list; `undefined` where the bytes are none. What the mask takes away is not in it. */
export function readAclWriters(bytes: Uint8Array): AclWriters | undefined {
  const count = (bytes.length - 4) / 8
  if (bytes.length < 4 || !Number.isInteger(count) || count > MOST_ENTRIES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.getUint32(0, true) !== VERSION) return undefined
  const entries = Array.from({ length: count }, (_, index) => ({
    tag: view.getUint16(4 + index * 8, true),
    permissions: view.getUint16(6 + index * 8, true),
    id: view.getUint32(8 + index * 8, true),
  }))
  const mask = entries.find(({ tag }) => tag === TAG.mask)?.permissions ?? WRITE
  const writersOf = (wanted: number): readonly number[] =>
    entries.flatMap(({ tag, permissions, id }) => (tag === wanted && (permissions & mask & WRITE) !== 0 ? [id] : []))
  return { users: writersOf(TAG.user), groups: writersOf(TAG.group) }
}

/** Whether the owning group may write: with a list, the mode's group bits are the mask. */
export function groupMayWrite(bytes: Uint8Array): boolean | undefined {
  if (readAclWriters(bytes) === undefined) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let own: number | undefined
  let mask = WRITE
  for (let at = 4; at < bytes.length; at += 8) {
    const tag = view.getUint16(at, true)
    if (tag === TAG.groupObject) own = view.getUint16(at + 2, true)
    if (tag === TAG.mask) mask = view.getUint16(at + 2, true)
  }
  return own === undefined ? undefined : (own & mask & WRITE) !== 0
}
