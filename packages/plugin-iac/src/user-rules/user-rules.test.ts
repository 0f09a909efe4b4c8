import { scanWith } from '@veinmind/plugin-testing'
import type { Report } from '@veinmind/report'
import type { IacFile } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import iac from '../index.ts'
import { readUserRules } from './read-user-rules.ts'
import { testRules } from './test-rules.ts'

const fileOf = (path: string, text: string): IacFile => ({
  kind: 'iac',
  id: path,
  name: path,
  path,
  bytes: Buffer.from(text),
})
const OWN = `- id: SHOP-001
  title: {en: Images come from our registry, zh: 仅使用自有仓库镜像}
  severity: high
  remedy: Push the image to our registry.
  fix: 'image: registry.example.com/web:1'
  on: container
  when: '!container.image.startsWith("registry.example.com/")'
  ng: ["{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: 'web:1'}]}}"]
  ok: ["{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: 'registry.example.com/web:1'}]}}"]
- id: SHOP-002
  title: Deployments have an owner
  severity: low
  on: object
  kinds: [Deployment]
  when: '!has(object.metadata.labels) || !("owner" in object.metadata.labels)'
- id: SHOP-003
  title: No ADD
  severity: low
  on: instruction
  when: 'instruction.keyword == "ADD" && instruction.isFinal'
  ng: ["FROM a:1\\nADD b c\\n"]
  ok: ["FROM a:1\\nADD b c\\nFROM b:1\\n"]
- id: SHOP-004
  title: Services restart
  severity: low
  on: service
  when: '!has(service.restart)'
`
const scan = (file: IacFile, text: string): Promise<Report> =>
  scanWith(iac, file, { options: { rules: [{ path: 'rules.yaml', text }] } })
const POD =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: web:1\n'

test('rules of a user on containers, objects, instructions and services', async () => {
  const report = await scan(fileOf('web.yaml', POD), OWN)
  expect(report).toReport({
    rule: 'SHOP-001',
    severity: 'high',
    line: 8,
    object: 'spec.template.spec.containers[name=web]',
  })
  expect(report).toReport({ rule: 'SHOP-002', line: 2 })
  expect(await scan(fileOf('Dockerfile', 'FROM a:1\nADD b c\n'), OWN)).toReport({
    rule: 'SHOP-003',
    line: 2,
    evidence: 'ADD b c',
  })
  expect(await scan(fileOf('compose.yaml', 'services:\n  web:\n    image: a:1\n'), OWN)).toReport({
    rule: 'SHOP-004',
    object: 'services.web',
  })
})

test('a condition that cannot be decided is said, and is no finding', async () => {
  const report = await scan(
    fileOf('web.yaml', POD),
    '- {id: SHOP-009, title: a, severity: low, on: container, when: "container.nothing == 1"}\n',
  )
  expect(report).not.toReport({ rule: 'SHOP-009' })
  expect(report.plugins[0]).toMatchObject({
    outcome: 'partial',
    reason: expect.stringContaining('SHOP-009 cannot be decided: No such key: nothing') as string,
  })
})

test('conditions without end are stopped, said, and asked no more', async () => {
  const items = JSON.stringify(Array.from({ length: 400 }, (_, i) => i))
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nx: ${items}\ntext: "${'a'.repeat(40)}!"\n`
  const rules = [
    ['LOOP-1', 'object.x.all(a, object.x.all(b, object.x.all(c, object.x.all(d, true))))'],
    ['LOOP-2', 'object.text.matches("^(a+)+$")'],
  ].map(([id, when]) => `- {id: ${id}, title: a, severity: low, on: object, when: '${when}'}\n`)
  const report = await scan(fileOf('a.yaml', `${text}---\n`.repeat(5)), rules.join(''))
  const problems = JSON.stringify(report.plugins[0])
  for (const id of ['LOOP-1', 'LOOP-2']) {
    expect(problems).toContain(`${id} cannot be decided: its condition takes longer than 500 ms`)
    expect(problems).toContain(
      `${id} cannot be decided: its condition took longer than 500 ms 3 times, and is not asked any more`,
    )
  }
})

test('wrong rules and a wrong ignore file end the scan before it begins', async () => {
  const wrong = (options: Record<string, unknown>) => scanWith(iac, fileOf('web.yaml', POD), { options })
  await expect(wrong({ rules: [{ path: 'rules.yaml', text: 'a: 1' }] })).rejects.toMatchObject({
    code: 'IAC_RULES_INVALID',
    message: 'plugin iac: rules.yaml:1: it is not a list of rules',
  })
  await expect(wrong({ 'ignore-file': { path: 'i.yaml', text: 'a: 1' } })).rejects.toMatchObject({
    code: 'IAC_IGNORE_INVALID',
  })
  await expect(wrong({ 'kubernetes-version': 'new' })).rejects.toMatchObject({ code: 'IAC_VERSION_INVALID' })
})

const RULE = '- {id: A-1, title: a, severity: low, on: object, when: "true"}\n'
test.each([
  ['a: 1', '1: it is not a list'],
  ['', '1: it is empty'],
  ['- 7', '1: the rule is not an object'],
  ['- a: 1\n- [', '2: '],
  ['- {id: KN-001, title: a, severity: low, on: object, when: "true"}', '1: KN-001 is no id of your own'],
  ['- {id: A-1, title: a, severity: worst, on: object, when: "true"}', '1: severity is none of'],
  ['- id: A-1\n  title: a\n  severity: low\n  on: object\n  when: "("', '5: A-1: Unexpected token'],
  ['- {id: A-1, title: a, severity: low, on: object, when: "pod.hostPID"}', '1: A-1: Unknown variable: pod'],
  [
    '- {id: A-1, title: a, severity: low, on: instruction, when: "instruction.keywrd == 1"}',
    '1: A-1: No such key: keywrd',
  ],
  [
    '- {id: A-1, title: a, severity: low, on: instruction, when: "instruction.keyword"}',
    '1: A-1: it gives string, not true or false',
  ],
  [
    '- {id: A-1, title: a, severity: low, on: service, kinds: [Pod], when: "true"}',
    '1: kinds are of objects and containers',
  ],
  ['\n- {id: A-1, title: a, severity: low, on: object, when: "true",\n where: x}', '3: unknown member "where"'],
  [`${RULE}---\n${RULE}`, '3: the id A-1 is that of the rule at rules.yaml:1'],
  [`- {id: A-1, title: a, severity: low, on: object, when: "${'1 + '.repeat(3_000)}1 == 1"}`, '1: A-1: Exceeded max'],
])('a wrong rule is refused: %#', (text, message) => {
  expect(() => readUserRules([{ path: 'rules.yaml', text }])).toThrow(
    expect.objectContaining({
      code: 'IAC_RULES_INVALID',
      message: expect.stringContaining(`rules.yaml:${message}`) as string,
    }),
  )
})

test('two files with one id are refused, and both are named', () => {
  const files = [
    { path: 'a.yaml', text: RULE },
    { path: 'b.yaml', text: `\n${RULE.toLowerCase()}` },
  ]
  expect(() => readUserRules(files)).toThrow(
    expect.objectContaining({ message: 'b.yaml:2: the id a-1 is that of the rule at a.yaml:1' }),
  )
})

test('rules are tried on their samples: what was expected, and what came', async () => {
  const text = `- id: A-1
  title: No ADD
  severity: low
  on: instruction
  when: instruction.keyword == "ADD"
  ng: ["FROM a:1\\nADD b c\\n", "FROM a:1\\n"]
  ok:
    - FROM a:1
    - |
      FROM a:1
      ADD b c
- {id: A-2, title: a, severity: low, on: container, when: container.nothing == 1, ng: ['a: 1', ${JSON.stringify(POD)}]}
`
  const cases = await testRules([{ path: 'rules.yaml', text }])
  expect(
    cases.map(
      ({ rule, name, source, expected, came, isPassed }) =>
        `${isPassed ? 'pass' : 'FAIL'} ${rule} ${name} ${source} ${expected}: ${came}`,
    ),
  ).toEqual([
    'pass A-1 ng[0] rules.yaml:6 broken: broken at line 2 (ADD b c)',
    'FAIL A-1 ng[1] rules.yaml:6 broken: kept',
    'pass A-1 ok[0] rules.yaml:8 kept: kept',
    'FAIL A-1 ok[1] rules.yaml:9 kept: broken at line 2 (ADD b c)',
    'FAIL A-2 ng[0] rules.yaml:12 broken: the sample has no container',
    expect.stringMatching(
      /^FAIL A-2 ng\[1\] rules\.yaml:12 broken: line 8 of the sample: A-2 cannot be decided: No such key: nothing/,
    ),
    'FAIL A-2 ok rules.yaml:12 a sample where it is kept: none',
  ])
})
