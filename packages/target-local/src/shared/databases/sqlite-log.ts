const HEAD = 32
const FRAME_HEAD = 24
/** The last bit says in which order the bytes of the checksums are. */
const MAGIC = 0x37_7f_06_82

/**
 * The newest pages of a write-ahead log by their number, up to its last transaction that is whole
 * (sqlite.org/fileformat2.html, section 4). What was left by an earlier round of the log has other salts or checksums.
 */
export function readLog(log: Buffer, pageSize: number): ReadonlyMap<number, Buffer> {
  const pages = new Map<number, Buffer>()
  if (log.length < HEAD || log.readUInt32BE(0) >>> 1 !== MAGIC >>> 1 || log.readUInt32BE(8) !== pageSize) return pages
  const isBigEndian = (log.readUInt32BE(0) & 1) === 1
  const salts = log.subarray(16, 24)
  let sum = checksum([0, 0], log.subarray(0, 24), isBigEndian)
  let pending: [number, Buffer][] = []
  for (let at = HEAD; at + FRAME_HEAD + pageSize <= log.length; at += FRAME_HEAD + pageSize) {
    const page = log.subarray(at + FRAME_HEAD, at + FRAME_HEAD + pageSize)
    sum = checksum(checksum(sum, log.subarray(at, at + 8), isBigEndian), page, isBigEndian)
    if (
      !salts.equals(log.subarray(at + 8, at + 16)) ||
      sum[0] !== log.readUInt32BE(at + 16) ||
      sum[1] !== log.readUInt32BE(at + 20)
    )
      break
    pending.push([log.readUInt32BE(at), page])
    // The last frame of a transaction says how large the database is after it.
    if (log.readUInt32BE(at + 4) === 0) continue
    for (const [number, bytes] of pending) pages.set(number, bytes)
    pending = []
  }
  return pages
}

function checksum([first, second]: readonly [number, number], bytes: Buffer, isBigEndian: boolean): [number, number] {
  let [a, b] = [first, second]
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0
    b = (b + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0
  }
  return [a, b]
}
