import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { option } from '@veinmind/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from './config-file.ts'
import { SCAN_FLAGS } from './flags.ts'

const GROUPS = [
  { title: 'Scan:', specs: SCAN_FLAGS },
  { title: 'Plugin sensitive:', prefix: 'sensitive.', specs: { 'rules-file': option.file('more rules') } },
]
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-config-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function config(text: string) {
  const path = join(folder, 'veinmind.yaml')
  await writeFile(path, text)
  return readConfig(path, GROUPS)
}

test('flags by their names, those of a plugin in its mapping', async () => {
  const text =
    'fail-on: high\nformat: [cli, json]\nno-cache: true\nexit-code: 7\nsensitive:\n  rules-file: extra.yaml\n'
  expect(await config(text)).toEqual({
    'fail-on': 'high',
    format: ['cli', 'json'],
    'no-cache': true,
    'exit-code': '7',
    'sensitive.rules-file': 'extra.yaml',
  })
  expect(await config('')).toEqual({})
})

test.each([
  ['fial-on: high', 'did you mean fail-on?'],
  ['sensitive: { rule-file: x }', 'did you mean sensitive.rules-file?'],
  ['no-cache: sometimes', 'keys are the names of flags, see --help'],
  ['- a', 'keys are the names of flags, see --help'],
  ['__proto__: 1', undefined],
  ['a: [', undefined],
])('%s is refused', async (text, hint) => {
  await expect(config(text)).rejects.toMatchObject({ code: 'CONFIG_INVALID', hint })
})

test('a file that is not there is named', async () => {
  await expect(readConfig(join(folder, 'none.yaml'), GROUPS)).rejects.toMatchObject({ code: 'CONFIG_UNREADABLE' })
})
