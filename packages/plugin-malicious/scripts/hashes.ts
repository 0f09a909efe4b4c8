import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
  // In a process of its own: the garbage of making the list is not that of reading it.
  const read = `
    import { readHashLists } from ${JSON.stringify(new URL('../src/hashes/read-lists.ts', import.meta.url).href)}
    const before = process.cpuUsage()
    const lists = readHashLists(process.argv[1])
    const { user, system } = process.cpuUsage(before)
    const memory = (process.memoryUsage.rss() / 2 ** 20).toFixed(0)
    const known = lists.nameOf(process.argv[2], process.argv[3])
    console.log(lists.count + ' entries: read in ' + ((user + system) / 1e6).toFixed(1) + ' s of CPU, ' + memory + ' MiB resident, ' + (known ? 'found' : 'not found'))`
  const digest = createHash(kind).update('7').digest('hex')
  spawnSync(process.execPath, ['--input-type=module', '-e', read, path, kind, digest], { stdio: 'inherit' })
} finally {
  rmSync(folder, { recursive: true })
}
