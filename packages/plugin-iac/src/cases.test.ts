import { readdirSync, readFileSync } from 'node:fs'
import type { IacFile } from '@veinmind/sdk'
import { describe, expect, test } from 'vitest'
import { checkFile } from './check-file.ts'
import type { CheckedFile } from './check-file.ts'
import { ALL_RULES } from './rules/index.ts'

const CASES = new URL('../cases/', import.meta.url)

/** Checks a file of `cases/<rule>/`: `ng.*` must break the rule, `ok.*` must not. */
function check(rule: string, name: string): Promise<CheckedFile> {
  // `ng.none.Dockerfile` is a second case; its name must not be that of a template.
  const [, kept] =
    /^(?:ok|ng)\.(?:\w+\.)?(devcontainer\.json|docker-bake\.\w+|action\.yml|workflow\.yml|gitlab-ci\.yml)$/.exec(
      name,
    ) ?? []
  const named = kept?.replace('workflow.yml', '.github/workflows/ci.yml').replace('gitlab-ci.yml', '.gitlab-ci.yml')
  const path =
    named ?? name.replace(/^(?:ok|ng)\.(?:compose\.)?/, (start) => (start.includes('compose') ? 'compose.' : 'case.'))
  const file: IacFile = { kind: 'iac', id: name, name, path, bytes: readFileSync(new URL(`${rule}/${name}`, CASES)) }
  return checkFile(file)
}

const lineOf = ({ findings }: CheckedFile, rule: string): string[] =>
  findings
    .filter((finding) => finding.rule.id === rule)
    .map(
      ({ at, evidence }) =>
        `${at.line}:${at.column}-${at.endLine}:${at.endColumn} ${at.object === undefined ? '' : `${at.object} `}| ${evidence.replaceAll('\n', '⏎')}`,
    )

test('every rule has cases, and every case a rule', () => {
  expect(
    readdirSync(CASES)
      .filter((name) => /^[A-Z]+-/.test(name))
      .sort(),
  ).toEqual(ALL_RULES.map(({ id }) => id).sort())
})

test('the rules of the original are there, but one', () => {
  const ids = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}-${String(at + 1).padStart(3, '0')}`)
  // Whether a copy is linked (DF-020) has nothing to do with security.
  const wanted = [...ids('DF', 30), ...ids('KN', 20)].filter((id) => id !== 'DF-020')
  expect(ALL_RULES.map(({ id }) => id)).toEqual(expect.arrayContaining(wanted))
})

describe.each(ALL_RULES.map(({ id }) => id))('%s', (rule) => {
  const names = readdirSync(new URL(`${rule}/`, CASES)).filter((name) => /^(?:ok|ng)\./.test(name))
  test('is broken by what is not good, and only by that', async () => {
    const seen: string[] = []
    for (const name of names.sort()) {
      const checked = await check(rule, name)
      expect([name, checked.problems]).toEqual([name, []])
      expect([name, checked.type]).not.toEqual([name, undefined])
      const lines = lineOf(checked, rule)
      expect([name, lines.length > 0]).toEqual([name, name.startsWith('ng.')])
      if (name.startsWith('ng.')) seen.push(`${name}\n${lines.map((line) => `  ${line}\n`).join('')}`)
    }
    expect(names.map((name) => name.slice(0, 2)).includes('ok')).toBe(true)
    await expect(seen.join('')).toMatchFileSnapshot(`../cases/${rule}/expected.txt`)
  })
})
