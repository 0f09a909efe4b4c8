import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { VeinmindError } from '@veinmind/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPodmanFacts } from '../../podman/containers/facts.ts'
import { readSqlite } from './sqlite.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'sqlite-'))))
afterAll(() => rmSync(folder, { recursive: true }))

/** Tables as podman 5 makes them (libpod/sqlite_state_internal.go), of which those with containers matter. */
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE ContainerConfig(Id TEXT PRIMARY KEY NOT NULL, Name TEXT UNIQUE NOT NULL, PodID TEXT, JSON TEXT NOT NULL);
  CREATE TABLE ContainerState(Id TEXT PRIMARY KEY NOT NULL, State INTEGER NOT NULL, ExitCode INTEGER, JSON TEXT NOT NULL);
  CREATE TABLE Numbers(a INTEGER, b INTEGER, c INTEGER, d TEXT, e INTEGER);
`

test('rows of any size, those that are only in the log included; what is not committed is not seen', async () => {
  const path = join(folder, 'rows.db')
  const database = new DatabaseSync(path)
  database.exec(SCHEMA)
  const insert = database.prepare('INSERT INTO Numbers VALUES (?, ?, ?, ?, ?)')
  const numbers = [0, 1, -1, 127, -32_768, 8_388_607, 2 ** 31, -(2 ** 40), 2 ** 52, null]
  const rows = Array.from({ length: 3000 }, (_, index) => [
    numbers[index % 10]!,
    index,
    0,
    'x'.repeat((index * 37) % 9000),
    null,
  ])
  database.exec('BEGIN')
  for (const row of rows.slice(0, 2000)) insert.run(...row)
  database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE); BEGIN')
  for (const row of rows.slice(2000)) insert.run(...row)
  database.exec('COMMIT; UPDATE Numbers SET c = 1 WHERE b = 5; BEGIN; DELETE FROM Numbers WHERE b > 10')
  expect(existsSync(`${path}-wal`)).toBe(true)
  const before = readdirSync(folder)
  const read = [...(await readSqlite(path)).rows('Numbers')]
  expect(readdirSync(folder)).toEqual(before)
  database.exec('ROLLBACK')
  rows[5]![2] = 1
  expect(read).toEqual(rows)
  expect([...(await readSqlite(path)).rows('Nothing')]).toEqual([])
  database.close()
})

test('containers of podman 5', async () => {
  const storage = mkdtempSync(join(folder, 'storage-'))
  const database = new DatabaseSync(join(storage, 'db.sql'))
  database.exec(SCHEMA)
  const config = {
    id: 'abc',
    name: 'web',
    privileged: true,
    logPath: '/logs/ctr.log',
    newPortMappings: [{ host_ip: '', container_port: 80, host_port: 8080, range: 2, protocol: 'tcp' }],
    spec: { process: { args: ['sh', 'x'.repeat(20_000)] } },
  }
  database.prepare('INSERT INTO ContainerConfig VALUES (?, ?, NULL, ?)').run('abc', 'web', JSON.stringify(config))
  database
    .prepare('INSERT INTO ContainerState VALUES (?, 5, NULL, ?)')
    .run('abc', JSON.stringify({ state: 5, pid: 42 }))
  const facts = await readPodmanFacts({ folder: storage, driver: 'overlay' })
  database.close()
  if (typeof facts === 'string') throw new Error(facts)
  const web = facts.get('abc')
  expect(web).toMatchObject({
    pid: 42,
    privileged: true,
    ports: ['0.0.0.0:8080-8081->80-81/tcp'],
    logPath: '/logs/ctr.log',
    spec: config.spec,
  })
  expect([web?.state(true), web?.state(false)]).toEqual(['paused', 'exited'])
})

test('500 damaged databases and logs: read or refused, and in bounded time', async () => {
  const source = join(folder, 'damage.db')
  const database = new DatabaseSync(source)
  database.exec(SCHEMA)
  for (let index = 0; index < 60; index += 1)
    database.prepare('INSERT INTO Numbers VALUES (?, 2, 3, ?, 5)').run(index, 'x'.repeat(index * 50))
  const path = join(folder, 'damaged.db')
  copyFileSync(`${source}-wal`, `${path}-wal`)
  database.exec('PRAGMA wal_checkpoint(FULL)')
  const bytes = readFileSync(source)
  const log = readFileSync(`${path}-wal`)
  database.close()
  let state = 1
  const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below
  const outcomes = new Set<string>()
  for (let round = 0; round < 500; round += 1) {
    const mutated = Buffer.from(bytes)
    const changed = Buffer.from(log)
    for (let change = 0; change < 1 + random(40); change += 1)
      mutated[16 + random(random(2) === 0 ? 4000 : mutated.length - 16)] = random(256)
    changed[random(changed.length)] = random(256)
    writeFileSync(path, random(10) === 0 ? mutated.subarray(0, random(mutated.length)) : mutated)
    writeFileSync(`${path}-wal`, random(2) === 0 ? changed : '')
    outcomes.add(
      await readSqlite(path)
        .then((reader) => [...reader.rows('Numbers')].length)
        .then(
          () => 'read',
          (error: unknown) => (error instanceof VeinmindError ? error.code : String(error)),
        ),
    )
  }
  expect([...outcomes].toSorted()).toEqual(['LOCAL_DATABASE_DAMAGED', 'read'])
})
