import { removeTemporary, requireTools, run, temporaryFolder } from '@veinmind/services'
import { dockerArchive } from '@veinmind/testing'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDatabase } from '@veinmind/advisories'
import { osv } from './database.ts'
import { deb, debian } from './images.ts'

const BIN = join(import.meta.dirname, '../src/bin.ts')

let folder = ''
/** A scan of an image with a package that has a flaw; a name of a registry beside it would be asked for. */
let scan: readonly string[] = []

beforeAll(async () => {
  folder = temporaryFolder('offline')
  const image = join(folder, 'image.tar')
  writeFileSync(image, dockerArchive(debian('12', deb('openssl', '1'))))
  writeFileSync(join(folder, 'list.json'), JSON.stringify([osv('DSA-1-1', ['Debian:12', 'openssl'], '3')]))
  await buildDatabase({ from: [join(folder, 'list.json')], folder: join(folder, 'data', 'advisories') })
  const places = ['--data-dir', join(folder, 'data'), '--no-cache', '-f', 'json']
  scan = [BIN, 'scan', 'image', image, ...places]
})
afterAll(() => removeTemporary(folder))

const flawsIn = (text: string): readonly string[] => [...new Set(text.match(/DSA-1-1/g))]

test('a scan opens no socket to anywhere: strace sees none', async () => {
  const { strace } = await requireTools(['strace'])
  const trace = join(folder, 'trace')
  const args = ['-f', '-e', 'trace=socket,connect,sendto,sendmsg,sendmmsg', '-o', trace, process.execPath, ...scan]
  const { stdout } = await run(strace, args, { allow: [1] })
  expect(flawsIn(stdout)).toEqual(['DSA-1-1'])
  const calls = readFileSync(trace, 'utf8')
  expect(calls).toContain('exited with 1')
  expect(calls.split('\n').filter((line) => /AF_INET6?|AF_NETLINK|AF_PACKET/.test(line))).toEqual([])
})

test('strace would see one: an update opens it', async () => {
  const { strace } = await requireTools(['strace'])
  const trace = join(folder, 'trace-update')
  const update = [BIN, 'db', 'update', 'oci://127.0.0.1:1/a:1', '--data-dir', join(folder, 'data')]
  await run(strace, ['-f', '-e', 'trace=connect', '-o', trace, process.execPath, ...update], { allow: [3] })
  expect(readFileSync(trace, 'utf8')).toMatch(/AF_INET/)
})

test('in a closed network the findings are the same', async () => {
  const open = await run(process.execPath, scan, { allow: [1] })
  const closed = await run('unshare', ['--net', process.execPath, ...scan], { allow: [1] })
  expect([flawsIn(closed.stdout), closed.stderr]).toEqual([flawsIn(open.stdout), open.stderr])
})
