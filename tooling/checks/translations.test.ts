import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkTranslations, saidOf } from './translations.ts'
import { openWorkspace } from './workspace.ts'

const SOURCE = `
import { option, usageError, VeinmindError } from '@veinmind/sdk'
const WHY: Record<string, string> = { full: 'it is full', gone: 'it is gone' }
const cannot = (path: string, why: string) => new VeinmindError('A_B', \`cannot read \${path}: \${why}\`, { hint: hintFor(path) })
function hintFor(path: string): string {
  return path === '' ? 'name a path' : \`look at \${path}\`
}
export const OPTIONS = { depth: option.number('how deep it looks') }
export const OPEN = { title: { en: 'A title that has its own', zh: '标题' } }
export function read(path: string, code: string): never {
  if (code === 'big') throw cannot(path, 'it is too big')
  if (code === 'odd') throw usageError('USAGE', path === '' ? 'no path is given' : \`odd path \${path}\`)
  throw new VeinmindError('A_C', 'it cannot be read', { hint: WHY[code] })
}
`
const SAID = [
  'cannot read {0}: {1}',
  'name a path',
  'look at {0}',
  'how deep it looks',
  'it is too big',
  'no path is given',
  'odd path {0}',
  'it cannot be read',
  'it is full',
  'it is gone',
]

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'veinmind-translations-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function openWith(ours: Readonly<Record<string, string>>): ReturnType<typeof openWorkspace> {
  const files = {
    'packages/a/package.json': '{ "name": "@veinmind/a" }',
    'packages/a/src/read.ts': SOURCE,
    'packages/report/src/translate/zh/ours.json': JSON.stringify(ours),
    'packages/report/src/translate/zh/foreign.json': '{}',
    'packages/report/src/translate/zh/parts.json': '{}',
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return openWorkspace(root)
}

test('the texts of errors, hints, options, tables and functions are found in sources', () => {
  expect([...saidOf(openWith({})).keys()].toSorted()).toEqual(SAID.toSorted())
})

test('what is not translated, what is said nowhere, and what comes out otherwise is a problem', () => {
  const whole = Object.fromEntries(SAID.map((text) => [text, text.replace(/[a-z ]+/i, '中文')]))
  expect(checkTranslations(openWith(whole))).toEqual([])
  const { 'how deep it looks': missing, ...others } = whole
  const problems = checkTranslations(
    openWith({ ...others, 'said no more': missing ?? '', 'cannot read {0}: {1}': '{5}' }),
  )
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('has no Chinese'),
    expect.stringContaining('is said nowhere'),
    expect.stringContaining('comes out as'),
  ])
})

test('every text of this repository has its Chinese', () => {
  expect(checkTranslations(openWorkspace(join(import.meta.dirname, '../..')))).toEqual([])
})
