import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sampleReport } from '../../test/sample.ts'
import { readReport } from './read-report.ts'

let path: string
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'veinmind-test-')), 'report.json')
})
afterEach(() => rmSync(join(path, '..'), { recursive: true }))

const read = (text: string) => {
  writeFileSync(path, text)
  return readReport(path)
}
const invalid = (message: string): Error =>
  expect.objectContaining({ code: 'REPORT_FILE_INVALID', message: `${path}: ${message}` }) as Error

test('a report is read as it was written, also one of before anything could be accepted', async () => {
  const report = JSON.parse(JSON.stringify(sampleReport())) as Record<string, unknown>
  expect(await read(JSON.stringify(report))).toEqual({ accepted: [], acceptNotes: [], ...report })
  const { accepted: _, acceptNotes: __, ...old } = report
  expect(await read(JSON.stringify(old))).toEqual({ ...old, accepted: [], acceptNotes: [] })
})

test.each([
  ['null', null],
  ['a text', 'report'],
  ['a list', []],
  ['an object without findings', { targets: [] }],
  ['one without targets', { findings: [] }],
  ['findings that are none', { findings: [{ rule: { id: 'R-1' } }], targets: [] }],
  ['a target that is none', { findings: [], targets: [{ name: 'a', references: [1] }] }],
  ['places that are none', { findings: [], targets: [{ name: 'a', references: [], places: 'b' }] }],
  ['layers that are none', { findings: [], targets: [{ name: 'a', references: [], layers: [null] }] }],
  ['accepted findings that are none', { findings: [], targets: [], accepted: [7] }],
])('%s is no report', async (_what, value) => {
  await expect(read(JSON.stringify(value))).rejects.toThrow(invalid('it is no report of veinmind'))
})

test('what is no JSON, too large, or not there is said', async () => {
  await expect(read('{"findings"')).rejects.toMatchObject({ code: 'REPORT_FILE_INVALID' })
  await expect(readReport(`${path}.not`)).rejects.toMatchObject({
    code: 'REPORT_FILE_INVALID',
    message: expect.stringContaining('it cannot be read: ENOENT'),
    hint: 'name a file that -f json has written',
  })
  truncateSync(path, 512 * 1024 ** 2 + 1)
  await expect(readReport(path)).rejects.toThrow(invalid('it is larger than 512 MiB'))
})
