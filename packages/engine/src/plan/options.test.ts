import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { option } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { readFiles, readText } from './option-files.ts'
import { resolveOptions } from '../index.ts'

const SPECS = {
  host: option.string('host', { default: 'localhost' }),
  name: option.string('name'),
  port: option.number('port', { default: 80 }),
  deep: option.boolean('deep'),
  words: option.list('words'),
  level: option.choice('level', ['low', 'high'], { default: 'low' }),
  rules: option.file('rules'),
  policies: option.files('policies', { extensions: ['.yaml', '.yml'] }),
}

test('defaults, and values of a command line or a YAML file', async () => {
  expect(await resolveOptions(SPECS)).toEqual({
    host: 'localhost',
    name: undefined,
    port: 80,
    deep: false,
    words: [],
    level: 'low',
    rules: undefined,
    policies: [],
  })
  const given = { host: 5, port: '8080', deep: 'true', words: ['a,b', 'c'], level: 'high' }
  expect(await resolveOptions(SPECS, given)).toMatchObject({
    host: '5',
    port: 8080,
    deep: true,
    words: ['a', 'b', 'c'],
    level: 'high',
  })
  expect(await resolveOptions(SPECS, { words: 'x, y', port: 1.5, deep: false })).toMatchObject({
    words: ['x', 'y'],
    port: 1.5,
    deep: false,
  })
})

test.each([
  [{ hots: 'x' }, 'ENGINE_OPTION_UNKNOWN', 'there is no option "hots"'],
  [{ __proto__: null, constructor: 'x' }, 'ENGINE_OPTION_UNKNOWN', 'there is no option "constructor"'],
  [{ port: 'eighty' }, 'ENGINE_OPTION_INVALID', 'option port is "eighty", and must be a number'],
  [{ port: '' }, 'ENGINE_OPTION_INVALID', 'option port is "", and must be a number'],
  [{ deep: 'maybe' }, 'ENGINE_OPTION_INVALID', 'option deep is "maybe", and must be true or false'],
  [{ level: 'LOW' }, 'ENGINE_OPTION_INVALID', 'option level is "LOW", and must be one of low, high'],
  [{ words: [{}] }, 'ENGINE_OPTION_INVALID', 'option words is [{}], and must be a list of texts'],
  [{ rules: 7 }, 'ENGINE_OPTION_INVALID', 'option rules is 7, and must be the path of a file'],
  [{ rules: '/no/such' }, 'ENGINE_OPTION_FILE', 'cannot use the file /no/such: there is no such file'],
  [{ policies: 7 }, 'ENGINE_OPTION_INVALID', 'option policies is 7, and must be the path of a file or a folder'],
  [{ policies: '/no/such' }, 'ENGINE_OPTION_FILE', 'cannot use the file /no/such: there is no such file'],
  [{ rules: tmpdir() }, 'ENGINE_OPTION_FILE', `cannot use the file ${tmpdir()}: it is not a regular file`],
])('%j: %s', async (given, code, message) => {
  await expect(resolveOptions(SPECS, given)).rejects.toMatchObject({ code, message })
})

test('files are read; too large or not text: an error', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'engine-options-'))
  const path = join(directory, 'rules')
  try {
    await writeFile(path, 'ü\n')
    expect((await resolveOptions(SPECS, { rules: path })).rules).toEqual({ path, text: 'ü\n' })
    expect((await resolveOptions(SPECS, { rules: { path: 'x', text: 'y' } })).rules).toEqual({ path: 'x', text: 'y' })
    await writeFile(path, Buffer.from([0xff, 0xfe]))
    await expect(resolveOptions(SPECS, { rules: path })).rejects.toMatchObject({ code: 'ENGINE_OPTION_FILE' })
    await truncate(path, 16 * 1024 * 1024 + 1)
    await expect(resolveOptions(SPECS, { rules: path })).rejects.toMatchObject({
      message: expect.stringContaining('larger than 16 MiB'),
    })
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('a file, and a folder, as large as they may be', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'engine-options-'))
  try {
    await writeFile(join(directory, 'text'), 'abc')
    expect((await readText(join(directory, 'text'), 3)).text).toBe('abc')
    await expect(readText(join(directory, 'text'), 2)).rejects.toMatchObject({ code: 'ENGINE_OPTION_FILE' })
    for (let name = 0; name < 1000; name += 1) await writeFile(join(directory, `${name}.yaml`), '')
    expect(await readFiles(directory, ['.yaml'])).toHaveLength(1000)
    await writeFile(join(directory, 'more.yaml'), '')
    await expect(readFiles(directory, ['.yaml'])).rejects.toThrow('the folder has more than 1000 files')
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('the files of a folder: by extension, in the order of their paths, with those of its folders', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'engine-options-'))
  try {
    for (const folder of ['b', '.git', 'z.yaml', 'empty']) await mkdir(join(directory, folder))
    for (const name of ['c.yaml', 'b/a.yml', 'a.md', '.git/x.yaml', 'z.yaml/d.yaml'])
      await writeFile(join(directory, name), name)
    await symlink(join(directory, 'a.md'), join(directory, 'linked.yaml'))
    await symlink(directory, join(directory, 'loop.yaml'))
    const { policies } = await resolveOptions(SPECS, { policies: directory })
    expect(policies.map(({ path, text }) => [path.slice(directory.length + 1), text])).toEqual([
      ['b/a.yml', 'b/a.yml'],
      ['c.yaml', 'c.yaml'],
      ['linked.yaml', 'a.md'],
      ['z.yaml/d.yaml', 'z.yaml/d.yaml'],
    ])
    expect((await resolveOptions(SPECS, { policies: join(directory, 'a.md') })).policies).toHaveLength(1)
    await expect(resolveOptions(SPECS, { policies: join(directory, 'empty') })).rejects.toMatchObject({
      code: 'ENGINE_OPTION_FILE',
      message: expect.stringContaining('has no file that ends with .yaml or .yml'),
    })
    await truncate(join(directory, 'c.yaml'), 16 * 1024 * 1024)
    await expect(resolveOptions(SPECS, { policies: directory })).rejects.toMatchObject({
      message: expect.stringContaining('together with the files before it'),
    })
  } finally {
    await rm(directory, { recursive: true })
  }
})
