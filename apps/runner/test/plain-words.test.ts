import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FORMATS } from '@veinmind/report'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

/** Every password is also a word that names something nearby. */
const COMPOSE = `services:
  server:
    image: gitea/gitea:1.21
    container_name: gitea
    privileged: true
    environment:
      - GITEA__database__PASSWD=gitea
      - GITEA__database__NAME=gitea
    volumes:
      - ./gitea:/data
  admin:
    image: registry.example.com/admin/redis:latest
    privileged: true
    environment:
      ADMIN_PASSWORD: admin
      MAIN_REDIS_PASSWORD: redis
  db:
    image: postgres:16
    environment:
      POSTGRES_USER: gitea
      POSTGRES_PASSWORD: gitea
`
const ENV = 'MYSQL_ROOT_PASSWORD=root\nGRAFANA_PASSWORD=grafana\nGRAFANA_IMAGE=grafana/grafana\n'
const WORDS = ['gitea', 'admin', 'redis', 'root', 'grafana']

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-words-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Every report of a scan by its format, as one text. */
async function reportsOf(args: readonly string[], name: string): Promise<ReadonlyMap<string, string>> {
  const out = join(folder, name)
  const { code, stdout } = await runVeinmind([...args, '-v', '-f', FORMATS.join(','), '-o', `${out}/`])
  expect(code).toBe(1)
  const files = ['report.json', 'report.html', 'events.json', 'bom.cdx.json', 'bom.spdx.json']
  const written = files.map(async (file) => [file, await readFile(join(out, file), 'utf8')] as const)
  return new Map([['report.txt', stdout], ...(await Promise.all(written))])
}

/** Where a text says that a password is one of the words: behind a name of a secret. */
const shownIn = (text: string): readonly string[] =>
  WORDS.flatMap((word) => [
    ...(text.match(new RegExp(`(?:PASSWORD|PASSWD)\\\\*["']?\\s*[=:]\\s*\\\\*["']?${word}\\b`, 'g')) ?? []),
    ...(text.match(new RegExp(`"password": "${word}"`, 'g')) ?? []),
  ])

/** Tables break lines where they like. */
const pattern = (name: string): RegExp => new RegExp(name.replaceAll(/[.…]/g, '\\$&').replaceAll(' ', '\\s*'))

test('a password that is also a word is masked where it is the password, and names stay readable: files', async () => {
  await mkdir(join(folder, 'files'))
  await writeFile(join(folder, 'files/compose.yaml'), COMPOSE)
  const reports = await reportsOf(['scan', 'iac', join(folder, 'files')], 'of-files')
  for (const [file, text] of reports) expect([file, shownIn(text)]).toEqual([file, []])
  for (const file of ['report.txt', 'report.json', 'report.html', 'events.json']) {
    const text = reports.get(file)?.replaceAll(/\s+/g, ' ')
    expect([file, text]).toEqual([file, expect.stringContaining('PASSWORD=••••••')])
    // The form of the original has no path in the document.
    const object = file === 'events.json' ? [] : ['services.admin']
    for (const name of ['admin/ redis:latest', 'admin: …', ...object])
      expect([file, text]).toEqual([file, expect.stringMatching(pattern(name))])
  }
})

test('the same of clear passwords in an image that is named by one of them', async () => {
  const archive = join(folder, 'image.tar')
  const files = { 'srv/gitea/compose.yaml': COMPOSE, 'srv/redis/.env': ENV }
  await writeFile(archive, dockerArchive(buildImage(layer(files), { references: ['gitea/gitea:1'] })))
  const plugins = ['--plugins', 'weakpass,sensitive,history']
  const reports = await reportsOf(['scan', 'image', archive, ...plugins], 'of-image')
  for (const [file, text] of reports) expect([file, shownIn(text)]).toEqual([file, []])
  for (const file of ['report.txt', 'report.json', 'report.html', 'events.json']) {
    const text = reports.get(file)
    // The form of the original has no names of images.
    const image = file === 'events.json' ? [] : ['gitea/gitea:1']
    for (const name of [...image, '/srv/gitea/compose.yaml', '/srv/redis/.env'])
      expect([file, text]).toEqual([file, expect.stringContaining(name)])
  }
  const { findings } = JSON.parse(reports.get('report.json') ?? '') as {
    readonly findings: readonly {
      readonly rule: { readonly id: string }
      readonly detail: { readonly password?: string }
    }[]
  }
  const masked = findings.flatMap(({ detail }) => detail.password ?? [])
  expect(masked.length).toBeGreaterThanOrEqual(6)
  for (const password of masked) expect(password).toMatch(/^(?:••••••|g••••a)$/)
})
