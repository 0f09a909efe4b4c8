import { readdirSync, readFileSync } from 'node:fs'
import type { IacFile } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { checkFile } from './check-file.ts'
import type { CheckedFile } from './check-file.ts'

const fileOf = (path: string, text: string): IacFile => ({
  kind: 'iac',
  id: path,
  name: path,
  path,
  bytes: Buffer.from(text),
})
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: a, image: a:1, securityContext: {privileged: true}}\n'
const rulesOf = ({ findings }: CheckedFile): Set<string> => new Set(findings.map(({ rule }) => rule.id))

const laughs = (n: number): string =>
  Array.from(
    { length: n },
    (_, i) => `a${i}: &a${i} [${Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`)).join(', ')}]\n`,
  ).join('')
const merges = (n: number): string =>
  `m0: &m0 {${Array.from({ length: 2_000 }, (_, i) => `k${i}: 1`).join(', ')}}\n${Array.from({ length: n }, (_, i) => `n${i}: {<<: *m0}\n`).join('')}`

test.each([
  ['billion laughs', 'a.yaml', POD + laughs(40)],
  ['merges without end', 'a.yaml', POD + merges(2_000)],
  ['an object inside itself', 'a.yaml', `${POD}self: &s\n  me: *s\n`],
  ['deep flow', 'a.yaml', `${POD}x: ${'['.repeat(200_000)}`],
  ['deep blocks', 'a.yaml', `${POD}x: ${'- '.repeat(100_000)}a`],
  ['one long line', 'a.yaml', `${POD}x: "${'x'.repeat(7_000_000)}"`],
  ['a line of 100 MB', 'a.yaml', `${POD}x: "${'x'.repeat(100_000_000)}"`],
  ['quotes', 'a.yaml', `${POD}---\napiVersion: v1\nkind: x\n${'"'.repeat(2_000_000)}`],
  ['documents', 'a.yaml', POD + '---\n'.repeat(100_000) + '---\na: 1\n'.repeat(20_000)],
  ['one large map', 'a.yaml', `${POD}x:\n${Array.from({ length: 100_000 }, (_, i) => `  k${i}: 1\n`).join('')}`],
  [
    'comments',
    'a.yaml',
    `${POD}x: [a, ${'# , '.repeat(50_000)}\n]\ny:\n${'- # -\n'.repeat(5_000)}z: {a: ${'#:'.repeat(50_000)}`,
  ],
  [
    'keys in a regular expression',
    'a.yaml',
    `${POD}x: "${'a'.repeat(500_000)}@"\ny: "${'https://a:'.repeat(100_000)}"`,
  ],
  ['flags', 'Dockerfile', `FROM a:1\nCOPY ${'--a=b '.repeat(300_000)}x y\nUSER root\n`],
  ['continued lines', 'Dockerfile', `FROM a:1\nRUN a ${'\\\n b '.repeat(500_000)}\nUSER root\n`],
  ['instructions', 'Dockerfile', `FROM a:1\n${'RUN a && b | c\n'.repeat(100_000)}USER root\n`],
  ['heredocs', 'Dockerfile', `FROM a:1\nRUN ${'<<E '.repeat(50_000)}\n${'x\n'.repeat(50_000)}USER root\n`],
  [
    'stages',
    'Dockerfile',
    `${Array.from({ length: 20_000 }, (_, i) => `FROM s${i} AS s${i + 1}\n`).join('')}USER root\n`,
  ],
  ['quotes that do not end', 'Dockerfile', `FROM a:1\nRUN ${'"\\'.repeat(1_000_000)}\nUSER root\n`],
  ['variables', 'Dockerfile', `ARG A=${'${A}'.repeat(1_000)}\n${'ARG A=$A$A\n'.repeat(1_000)}FROM $A\nUSER root\n`],
  ['ports', 'compose.yaml', `services:\n  web:\n    privileged: true\n    ports: [${'"1:2", '.repeat(50_000)}]\n`],
  ['extends in a circle', 'compose.yaml', 'services:\n  a: {extends: b, privileged: true}\n  b: {extends: a}\n'],
])('%s: ends soon, and what can be read is checked', async (_what, path, text) => {
  const file = fileOf(path, text)
  const { user } = process.threadCpuUsage()
  const checked = await checkFile(file)
  // Microseconds of this thread, however busy the machine is; what is quadratic takes minutes.
  expect(process.threadCpuUsage().user - user).toBeLessThan(8_000_000)
  expect(rulesOf(checked)).toContain(path === 'Dockerfile' ? 'DF-005' : path === 'a.yaml' ? 'KN-011' : 'CP-001')
})

const CASES = new URL('../cases/', import.meta.url)
const SEEDS: readonly { readonly name: string; readonly text: string }[] = readdirSync(CASES).flatMap((rule) =>
  readdirSync(new URL(`${rule}/`, CASES)).flatMap((name) =>
    /^(?:ok|ng)\./.test(name) ? [{ name, text: readFileSync(new URL(`${rule}/${name}`, CASES), 'utf8') }] : [],
  ),
)
const PIECES = [
  '\t',
  '\n',
  '---\n',
  '&a ',
  '*a',
  '<<: ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|',
  '\\',
  '\\\n',
  '$',
  '${',
  '<<EOF\n',
  'FROM ',
  ': ',
  '- ',
  '\u0000',
  '\uFEFF',
  '\ud800',
  '# veinmind:ignore ',
  '!!binary ',
  '%TAG ',
  '1e999',
  '__proto__: ',
  '..',
  '\r',
  '🐍',
]

test('2,000 files with faults put in: none throws, none hangs', async () => {
  const random = createRandom(20_261_124)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  let slowest = 0
  for (let round = 0; round < 2_000; round++) {
    const seed = pick(SEEDS)
    let { text } = seed
    for (let faults = 1 + Math.floor(random() * 6); faults > 0; faults--) {
      const at = Math.floor(random() * text.length)
      const length = Math.floor(random() * 20)
      const way = random()
      if (way < 0.5) text = text.slice(0, at) + pick(PIECES) + text.slice(at)
      else if (way < 0.75) text = text.slice(0, at) + text.slice(at + length)
      else text = text.slice(0, at) + pick(SEEDS).text.slice(0, at) + text.slice(at)
    }
    const started = performance.now()
    const { findings } = await checkFile(fileOf(seed.name.replace(/^(?:ok|ng)\./, ''), text))
    slowest = Math.max(slowest, performance.now() - started)
    for (const { at } of findings) expect(at.line ?? 1).toBeLessThanOrEqual(text.split('\n').length)
  }
  expect(slowest).toBeLessThan(2_000)
})
