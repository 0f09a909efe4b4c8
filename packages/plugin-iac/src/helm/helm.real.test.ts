import { delimiter, dirname } from 'node:path'
import { scanWith } from '@veinmind/plugin-testing'
import { requireTool } from '@veinmind/services'
import { beforeAll, expect, test } from 'vitest'
import { chartFile } from '../../test/chart-file.ts'
import { checkChart } from '../check-chart.ts'
import iac from '../index.ts'
import { HELM_LIMITS } from './run-helm.ts'

let helm = ''
beforeAll(async () => {
  helm = await requireTool('helm')
})

const POD = `{{- range .Values.pods }}
---
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "shop.name" $ }}-{{ .name }}
  labels: {{- toYaml $.Values.labels | nindent 4 }}
spec:
  {{- with .host }}
  hostNetwork: {{ . }}
  {{- end }}
  containers:
    - name: {{ .name }}
      image: {{ $.Values.image }}
      securityContext:
        privileged: {{ .privileged | default false }}
        capabilities:
          add: [SYS_ADMIN]
{{- end }}
`
const FILES = {
  'deploy/shop/Chart.yaml':
    'apiVersion: v2\nname: shop\nversion: 1.0.0\nkubeVersion: ">=1.30"\ndependencies:\n  - {name: db, version: 1.0.0}\n  - {name: far, version: 1.x, repository: https://charts.example.com}\n',
  'deploy/shop/values.yaml':
    'image: web:1\nlabels: {a: b}\npods:\n  - {name: one, host: true}\n  - {name: two, privileged: true}\n',
  'deploy/shop/templates/_helpers.tpl': '{{- define "shop.name" -}}\n{{ .Release.Name }}\n{{- end }}\n',
  'deploy/shop/templates/pods.yaml': POD,
  'deploy/shop/templates/off.yaml':
    '{{- if .Values.off }}\napiVersion: v1\nkind: Pod\nmetadata: {name: off}\n{{- end }}\n',
  'deploy/shop/templates/cluster.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  found: {{ lookup "v1" "Namespace" "" "default" | toJson | quote }}\n  address: {{ getHostByName "localhost" | quote }}\n',
  'deploy/shop/charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
  'deploy/shop/charts/db/templates/db.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Chart.Name }}}\nspec:\n  hostPID: true\n',
}

test('a chart with helpers, loops and a chart inside: findings point into the templates', async () => {
  const checked = await checkChart(chartFile('deploy/shop', FILES), {
    helm,
    minor: 36,
    more: [],
    signal: AbortSignal.timeout(120_000),
  })
  const places = checked.findings
    .filter(({ rule }) => ['KN-011', 'KN-012', 'KN-021'].includes(rule.id))
    .map(({ rule, at }) => `${rule.id} ${at.path}:${at.line} ${at.object}`)
  expect(places.toSorted((a, b) => a.localeCompare(b))).toEqual([
    'KN-011 deploy/shop/templates/pods.yaml:16 spec.containers[name=two].securityContext.privileged',
    'KN-012 deploy/shop/templates/pods.yaml:18 spec.containers[name=one].securityContext.capabilities.add[0]',
    'KN-012 deploy/shop/templates/pods.yaml:18 spec.containers[name=two].securityContext.capabilities.add[0]',
    'KN-021 deploy/shop/charts/db/templates/db.yaml:5 spec.hostPID',
    'KN-021 deploy/shop/templates/pods.yaml:10 spec.hostNetwork',
  ])
  expect(checked.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('the dependency "far" is not in charts/'),
  ])
  expect(checked.unread).toEqual(['deploy/shop/templates/off.yaml'])
  // Root may take the network away.
  expect(checked.notes).toEqual(process.getuid?.() === 0 ? [] : checked.notes)
})

test('in a scan, by the flag and the helm of the search path', async () => {
  const path = process.env['PATH'] ?? ''
  process.env['PATH'] = `${dirname(helm)}${delimiter}${path}`
  try {
    const report = await scanWith(iac, chartFile('deploy/shop', FILES), { options: { helm: true } })
    expect(report).toReport({ rule: 'KN-011', path: 'deploy/shop/templates/pods.yaml', line: 16 })
    expect(report.plugins[0]).toMatchObject({ outcome: 'partial', coverage: { skipped: { template: 1 } } })
  } finally {
    process.env['PATH'] = path
  }
})

test.each([
  ['memory', '{{ $a := "aaaaaaaaaaaaaaaa" }}{{ range until 40 }}{{ $a = print $a $a }}{{ end }}{{ len $a }}\n'],
  ['time', '{{ range until 1000000 }}{{ range until 1000000 }}{{ end }}{{ end }}\n'],
  ['an error', '{{ fail "no" }}\n'],
])('a hostile chart ends: %s', async (_, template) => {
  const files = { 'x/Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n', 'x/templates/a.yaml': template }
  const limits = { ...HELM_LIMITS, timeout: 20_000, memory: 512 << 20 }
  const checked = await checkChart(chartFile('x', files), {
    helm,
    minor: 36,
    more: [],
    signal: AbortSignal.timeout(120_000),
    limits,
  })
  expect(checked.problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^the chart is not rendered: helm (?:ended with|took more than)/),
  ])
})
