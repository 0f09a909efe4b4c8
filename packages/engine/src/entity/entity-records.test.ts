import type { Found, Plugin } from '@veinmind/sdk'
import { definePlugin, imageCommand } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { passwd } from '../../test/shared-accounts.ts'
import { scan } from '../index.ts'

/** A plugin that lists the shared inspector, and does something with its records. */
const reader = (name: string, use: (records: readonly Found<readonly string[]>[]) => void): Plugin =>
  definePlugin({
    name,
    title: name,
    version: '1.0.0',
    inspectors: [passwd],
    commands: [imageCommand((_image, context) => use(context.records(passwd)))],
  })

test('records are parsed once, whoever asks how often, and nobody changes those of another', async () => {
  const seen: (readonly Found<readonly string[]>[])[] = []
  const one = reader('one', (records) => seen.push(records))
  const spoil = reader('spoil', (records) => {
    for (const { record } of records) (record as string[]).push('spoiled')
  })
  const two = reader('two', (records) => seen.push(records, records))
  const image = buildImage(layer({ 'etc/passwd': 'root:x:0\n' }))
  const report = await scan([image], { plugins: [one, spoil, two], workers: 0 })
  expect(report.plugins.map(({ outcome }) => outcome)).toEqual(['ok', 'failed', 'ok'])
  expect(seen[0]).toMatchObject([{ record: ['root:x:0'], entry: { path: '/etc/passwd' } }])
  expect(new Set(seen).size).toBe(1)
})

test('two plugins are enough for records to be kept from each other', async () => {
  const seen: (readonly string[])[] = []
  const spoil = reader('spoil', (records) => {
    for (const { record } of records) (record as string[]).push('spoiled')
  })
  const two = reader('two', (records) => seen.push(...records.map(({ record }) => record)))
  const image = buildImage(layer({ 'etc/passwd': 'root:x:0\n' }))
  const report = await scan([image], { plugins: [spoil, two], workers: 0 })
  expect(report.plugins.map(({ outcome }) => outcome)).toEqual(['failed', 'ok'])
  expect(seen).toEqual([['root:x:0']])
})
