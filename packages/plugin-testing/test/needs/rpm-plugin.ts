import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defineInspector, definePlugin, gib, imageCommand, spool } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'

/** A database too large for memory, read at random from a private file: rpm's, say. */
const rpm = defineInspector({
  id: 'rpmdb-sqlite',
  version: 1,
  wants: ({ path }) => path.endsWith('/rpmdb.sqlite') && spool({ max: gib(1) }),
  async inspect(file) {
    const random = file.random()
    const magic = Buffer.from(await random.read(0, 15)).toString()
    if (magic !== 'SQLite format 3') return undefined
    const database = new DatabaseSync(random.path, { readOnly: true })
    try {
      const rows = database.prepare('SELECT name FROM Packages ORDER BY name').all()
      return { size: random.size, names: rows.map(({ name }) => String(name)) }
    } finally {
      database.close()
    }
  },
})

export const rpmPlugin: Plugin = definePlugin({
  name: 'rpm',
  title: 'Packages of rpm',
  inspectors: [rpm],
  commands: [
    imageCommand(async (_image, ctx) => {
      for (const { record, entry } of ctx.records(rpm)) {
        // The rare plugin that could not foresee what it needs reads it from the merged file system.
        const release = Buffer.from(await ctx.files.readFile('/etc/os-release')).toString()
        ctx.report({ type: 'Asset', class: 'info', locations: [{ path: entry.path }], detail: { ...record, release } })
      }
    }),
  ],
})

/** A database with `count` packages, each with a blob of `size` bytes. */
export function makeDatabase(count: number, size: number): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-sqlite-'))
  try {
    const file = join(folder, 'db')
    const db = new DatabaseSync(file)
    db.exec('BEGIN; CREATE TABLE Packages (name TEXT, blob BLOB)')
    const insert = db.prepare('INSERT INTO Packages VALUES (?, ?)')
    for (let index = 0; index < count; index += 1)
      insert.run(`package-${String(index).padStart(3, '0')}`, Buffer.alloc(size, index))
    db.exec('COMMIT')
    db.close()
    return readFileSync(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
