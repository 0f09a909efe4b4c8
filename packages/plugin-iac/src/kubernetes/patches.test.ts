import { expect, test } from 'vitest'
import { checkFile } from '../check-file.ts'

const check = (text: string) =>
  checkFile({ kind: 'iac', id: 'p.yaml', name: 'p.yaml', path: 'p.yaml', bytes: Buffer.from(text) })

test.each([
  ['Deployment', 'spec: {template: {spec: {hostNetwork: on}}}', ['KN-021']],
  [
    'DaemonSet',
    'spec: {template: {spec: {hostPID: true, volumes: [{name: s, hostPath: {path: /var/run/docker.sock}}]}}}',
    ['KN-016', 'KN-021', 'KN-023'],
  ],
  ['CronJob', 'spec: {jobTemplate: {spec: {template: {spec: {hostIPC: true}}}}}', ['KN-021']],
  ['StatefulSet', 'spec: {template: {spec: {securityContext: {runAsUser: 0}}}}', ['KN-032']],
  ['Pod', 'spec: {shareProcessNamespace: true}', ['KN-038']],
  ['Deployment', 'spec: {replicas: 3}', []],
  ['Deployment', 'spec: {template: {spec: {nodeSelector: {a: b}}}}', []],
])('a patch of a %s without containers: %s', async (kind, spec, rules) => {
  const { findings, notes } = await check(`apiVersion: v1\nkind: ${kind}\nmetadata: {name: a}\n${spec}\n`)
  expect([...new Set(findings.map(({ rule }) => rule.id))].sort()).toEqual(rules)
  // Of a patch that says nothing about Pods there is nothing to be told.
  expect(notes.map((note) => note.slice(0, 7))).toEqual(spec.includes('replicas') ? [] : ['a patch'])
})
