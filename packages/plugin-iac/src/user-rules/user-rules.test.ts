import { scanWith } from '@veinmind/plugin-testing'
import type { Report } from '@veinmind/report'
import type { IacFile } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import iac from '../index.ts'
import { readUserRules } from './read-user-rules.ts'

const fileOf = (path: string, text: string): IacFile => ({ kind: 'iac', id: path, name: path, path, bytes: Buffer.from(text) })
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
const scan = (file: IacFile, text: string): Promise<Report> => scanWith(iac, file, { options: { rules: { path: 'rules.yaml', text } } })
const POD = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: web:1\n'

test('rules of a user on containers, objects, instructions and services', async () => {
  const report = await scan(fileOf('web.yaml', POD), OWN)
  expect(report).toReport({ rule: 'SHOP-001', severity: 'high', line: 8, object: 'spec.template.spec.containers[name=web]' })
  expect(report).toReport({ rule: 'SHOP-002', line: 2 })
  expect(await scan(fileOf('Dockerfile', 'FROM a:1\nADD b c\n'), OWN)).toReport({ rule: 'SHOP-003', line: 2, evidence: 'ADD b c' })
  expect(await scan(fileOf('compose.yaml', 'services:\n  web:\n    image: a:1\n'), OWN)).toReport({ rule: 'SHOP-004', object: 'services.web' })
})

test('a condition that cannot be decided is said, and is no finding', async () => {
  const report = await scan(fileOf('web.yaml', POD), '- {id: SHOP-009, title: a, severity: low, on: container, when: "container.nothing == 1"}\n')
  expect(report).not.toReport({ rule: 'SHOP-009' })
  expect(report.plugins[0]).toMatchObject({ outcome: 'partial', reason: expect.stringContaining('SHOP-009 cannot be decided: No such key: nothing') as string })
})

test.each([
  ['a: 1', '1: it is not a list'],
  ['- {id: KN-001, title: a, severity: low, on: object, when: "true"}', '1: KN-001 is no id of your own'],
  ['- {id: A-1, title: a, severity: worst, on: object, when: "true"}', '1: severity is none of'],
  ['- {id: A-1, title: a, severity: low, on: object, when: "("}', '1: A-1: Unexpected token'],
  ['\n- {id: A-1, title: a, severity: low, on: object, when: "true", where: x}', '2: unknown member "where"'],
  ['- {id: A-1, title: a, severity: low, on: instruction, when: "false", ng: ["FROM a:1\\n"]}', '1: A-1: ng[0] does not break it'],
  ['- {id: A-1, title: a, severity: low, on: instruction, when: "true", ok: ["FROM a:1\\n"]}', '1: A-1: ok[0] breaks it'],
])('a wrong rule is refused: %s', (text, message) => {
  expect(() => readUserRules(text, 'rules.yaml')).toThrow(expect.objectContaining({ code: 'IAC_RULES_INVALID', message: expect.stringContaining(`rules.yaml:${message}`) as string }))
})
