/** Bytes in memory as a reader of files takes them. */
export function inMemory(content: Uint8Array): {
  readonly size: number
  read(position: number, length: number): Promise<Uint8Array>
} {
  return { size: content.length, read: async (position, length) => content.subarray(position, position + length) }
}
