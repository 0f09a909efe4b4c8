import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defineInspector, definePlugin, gib, imageCommand, spool } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

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

const plugin = definePlugin({
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

function makeDatabase(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-sqlite-'))
  try {
    const file = join(folder, 'db')
    const db = new DatabaseSync(file)
    db.exec('CREATE TABLE Packages (name TEXT, blob BLOB)')
    const insert = db.prepare('INSERT INTO Packages VALUES (?, ?)')
    for (let index = 0; index < 200; index += 1)
      insert.run(`package-${String(index).padStart(3, '0')}`, Buffer.alloc(10_000, index))
    db.close()
    return readFileSync(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a database is opened from a private file, which is gone afterwards', async () => {
  const bytes = makeDatabase()
  const image = buildImage(
    layer({
      'usr/lib/sysimage/rpm/rpmdb.sqlite': bytes,
      'etc/os-release': 'ID=fedora\n',
      'x/rpmdb.sqlite': 'no database at all',
    }),
  )
  const report = await scanWith(plugin, image)
  expect(report.errors).toEqual([])
  expect(report.assets.map(({ detail }) => detail)).toMatchObject([{ size: bytes.length, release: 'ID=fedora\n' }])
  expect(report.assets[0]?.detail['names']).toHaveLength(200)
})
