import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import type { FakeRegistry } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultPlatform } from './platform.ts'

const HOME = fileURLToPath(new URL('../', import.meta.url))
let folder = ''
let fake: FakeRegistry
let uses: readonly string[] = []

beforeAll(async () => {
  // Inside the package, so that its name leads to itself as it does for those who installed it.
  folder = await mkdtemp(join(HOME, '.readme-'))
  fake = await startRegistry()
  for (const [tag, year] of [
    ['v1', 2024],
    ['v2', 2025],
    ['v3', 2026],
  ] as const) {
    const options = { created: `${year}-01-01T00:00:00Z`, platform: defaultPlatform(), config: { Env: ['A=1'] } }
    fake.push('team/app', tag, buildImage(layer({ [`srv/${tag}`]: 'content' }, { compress: 'none' }), options))
  }
  const readme = await readFile(join(HOME, 'README.md'), 'utf8')
  uses = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code!.replaceAll('harbor.local', fake.host))
})
afterAll(async () => {
  await fake.close()
  await rm(folder, { recursive: true })
})

async function run(index: number): Promise<readonly string[]> {
  const file = join(folder, `use-${index}.ts`)
  await writeFile(file, uses[index]!)
  const child = spawn(process.execPath, [file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DOCKER_CONFIG: folder, HOME: folder },
  })
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect(errors).toBe('')
  return out.trim().replaceAll(`${fake.host}/`, '').split('\n')
}

test('there are five', () => expect(uses).toHaveLength(5))

test('the newest images, and what is in them', async () => {
  const { architecture } = defaultPlatform()
  expect(await run(0)).toEqual([
    `team/app:v3 ${architecture} 1`,
    '/srv/v3 7',
    `team/app:v2 ${architecture} 1`,
    '/srv/v2 7',
  ])
})

test('every tag below a project', async () =>
  expect((await run(1)).toSorted()).toEqual(['image team/app:v1', 'image team/app:v2', 'image team/app:v3']))

test('what tags point to', async () => {
  const lines = await run(2)
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(line).toMatch(/^v\d sha256:[0-9a-f]{64} \d+$/)
})

test('a report that refers to its image', async () => expect(await run(3)).toEqual(['report.json {"findings":[]}']))

test('a copy', async () => expect(await run(4)).toEqual(['true']))
