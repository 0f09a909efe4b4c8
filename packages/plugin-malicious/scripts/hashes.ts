import { createHash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readHashLists } from '../src/hashes/read-lists.ts'

/** What a list of so many digests costs: `node scripts/hashes.ts [COUNT] [md5|sha1|sha256]`. It is made from a seed, and removed. */
const [count = '10000000', kind = 'sha256'] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'malicious-hashes-'))
const path = join(folder, 'list.txt')
try {
  const file = openSync(path, 'w')
  let lines = ''
  for (let index = 0; index < Number(count); index++) {
    lines += `${createHash(kind).update(String(index)).digest('hex')}\n`
    if (lines.length < 4_000_000) continue
    writeSync(file, lines)
    lines = ''
  }
  writeSync(file, lines)
  closeSync(file)
  lines = ''
  const before = process.cpuUsage()
  using lists = readHashLists(path)
  const { user, system } = process.cpuUsage(before)
  const memory = (process.memoryUsage.rss() / 2 ** 20).toFixed(0)
  const known = lists.nameOf(lists.kinds[0] ?? 'sha256', createHash(kind).update('7').digest('hex'))
  process.stdout.write(
    `${lists.count} ${kind}: read in ${((user + system) / 1e6).toFixed(1)} s of CPU, ${memory} MiB resident, ${known === undefined ? 'not found' : 'found'}\n`,
  )
} finally {
  rmSync(folder, { recursive: true })
}
