import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { scanWith } from '@veinmind/plugin-testing'
import { buildCluster } from '@veinmind/testing'
import { afterAll, expect, test } from 'vitest'
import { chartFile } from '../test/chart-file.ts'
import { checkChart } from './check-chart.ts'
import type { CheckedChart } from './check-chart.ts'
import { HELM_LIMITS } from './helm/run-helm.ts'
import type { HelmLimits } from './helm/run-helm.ts'
import { createTracer, sourcesOf } from './helm/sources.ts'
import iac from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'veinmind-fake-helm-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const TEMPLATE = `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  {{- if .Values.host }}
  hostNetwork: {{ .Values.host }}
  {{- end }}
  containers:
    - name: web
      image: {{ .Values.image | quote }}
      securityContext:
        privileged: true
`
const RENDERED = `---
# Source: shop/templates/pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: release
spec:
  hostNetwork: true
  containers:
    - name: web
      image: "web:1"
      securityContext:
        privileged: true
`

/** A program in the place of helm: what it does to its limits is what is tested. */
function fakeHelm(script: string): string {
  const path = join(folder, `helm-${Math.random().toString(36).slice(2)}`)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

const CHART = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'shop/values.yaml': 'host: true\nimage: web:1\n',
  'shop/templates/pod.yaml': TEMPLATE,
  'other/secret.yaml': 'a: 1\n',
}
const check = (
  script: string,
  {
    files = CHART,
    limits = HELM_LIMITS,
    signal = AbortSignal.timeout(60_000),
  }: { files?: Readonly<Record<string, string>>; limits?: HelmLimits; signal?: AbortSignal } = {},
): Promise<CheckedChart> =>
  checkChart(chartFile('shop', files), { helm: fakeHelm(script), minor: 36, more: [], signal, limits })
const print = (text: string): string => `cat <<'END'\n${text}END`

test('findings point into the templates; what is rendered counts as read', async () => {
  const checked = await check(print(RENDERED))
  const places = checked.findings
    .filter(({ rule }) => ['KN-011', 'KN-021'].includes(rule.id))
    .map(({ rule, at }) => [rule.id, at.path, at.line, at.object])
  expect(places).toEqual([
    ['KN-021', 'shop/templates/pod.yaml', 7, 'spec.hostNetwork'],
    ['KN-011', 'shop/templates/pod.yaml', 13, 'spec.containers[name=web].securityContext.privileged'],
  ])
  expect([checked.problems, checked.rendered, checked.unread]).toEqual([[], ['shop/templates/pod.yaml'], []])
})

test('charts of a folder of manifests are rendered too, where the user wants it', async () => {
  const charts = async function* () {
    yield chartFile('shop', CHART)
  }
  const templates = ['shop/templates/pod.yaml', 'elsewhere/b.yaml']
  const cluster = { ...buildCluster([]), manifests: { files: 0, templates, charts } }
  const path = process.env['PATH'] ?? ''
  const bin = mkdtempSync(join(folder, 'bin-'))
  renameSync(fakeHelm(print(RENDERED)), join(bin, 'helm'))
  process.env['PATH'] = `${bin}${delimiter}${path}`
  try {
    const report = await scanWith(iac, cluster, { options: { helm: true } })
    expect(report).toReport({ rule: 'KN-011', path: 'shop/templates/pod.yaml', line: 13 })
    expect(report.plugins[0]?.coverage).toMatchObject({ scanned: 1, skipped: { template: 1 } })
    const plain = await scanWith(iac, cluster)
    expect([plain.findings, plain.plugins[0]?.coverage.skipped]).toEqual([[], { template: 2 }])
  } finally {
    process.env['PATH'] = path
  }
})

test('helm has no environment, no home and no other files than the chart’s', async () => {
  process.env['VEINMIND_TEST_SECRET'] = 'of-the-user'
  const script =
    'chart=$3\necho "Error: env=$VEINMIND_TEST_SECRET home=$(ls "$HOME") chart=$(cd "$chart" && ls -d * templates/* | tr "\\n" " ") cluster=$(ls "$KUBECONFIG" 2>/dev/null)" >&2; exit 1'
  const { problems } = await check(script)
  delete process.env['VEINMIND_TEST_SECRET']
  expect(problems[0]?.message).toContain(
    'Error: env= home= chart=Chart.yaml templates templates/pod.yaml values.yaml  cluster=',
  )
})

test('helm has no network where the system closes it, and else that is said', async () => {
  const { problems, notes } = await check('echo "Error: $(grep -c : /proc/net/dev) networks" >&2; exit 1')
  const isClosed = problems[0]?.message.includes('Error: 1 networks') === true
  const { notes: told } = await check(print(RENDERED))
  expect([notes, told.length]).toEqual([[], isClosed ? 0 : 1])
})

test.each<[string, string, Partial<HelmLimits>, RegExp]>([
  ['time', 'sleep 300 & sleep 300', { timeout: 700 }, /took more than 0\.7 s/],
  [
    'output',
    'while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done',
    { output: 1 << 20 },
    /printed more than 1 MiB/,
  ],
  ['memory', 'a=aaaaaaaaaaaaaaaa; while :; do a=$a$a; done', { memory: 64 << 20 }, /helm ended with/],
  [
    'a failure',
    'echo "Error: template: shop/templates/pod.yaml:3: bad" >&2; exit 1',
    {},
    /helm ended with 1: Error: template: shop\/templates\/pod\.yaml:3: bad/,
  ],
])(
  'a bound: %s',
  async (_, script, limits, message) => {
    const checked = await check(script, { limits: { ...HELM_LIMITS, ...limits } })
    expect(checked.problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)])
    expect(checked.unread).toEqual(['shop/templates/pod.yaml'])
  },
  60_000,
)

test('a chart that is no longer wanted is ended', async () => {
  const abort = new AbortController()
  const running = check('sleep 300', { signal: abort.signal })
  abort.abort(new Error('enough'))
  await expect(running).rejects.toThrow('enough')
})

test('dependencies that are not vendored are said, and left out of what helm is given', async () => {
  const files = {
    ...CHART,
    'shop/Chart.yaml': `${CHART['shop/Chart.yaml']}dependencies:\n  - {name: redis, version: 1.x.x, repository: https://charts.example.com}\n  - {name: own, version: 1.0.0}\n`,
    'shop/charts/Own-folder/Chart.yaml': 'apiVersion: v2\nname: own\nversion: 1.0.0\n',
  }
  const checked = await check(
    `grep -q redis "$3/Chart.yaml" && exit 9\ngrep -q own "$3/Chart.yaml" || exit 8\n${print(RENDERED)}`,
    { files },
  )
  expect(checked.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('the dependency "redis" is not in charts/'),
  ])
  expect(checked.findings.length).toBeGreaterThan(0)
})

test('what became nothing is not read; marks of other files lead nowhere', async () => {
  const files = {
    ...CHART,
    'shop/templates/off.yaml': '{{- if .Values.off }}\napiVersion: v1\nkind: Pod\n{{- end }}\n',
  }
  const checked = await check(print(RENDERED), { files })
  expect(checked.unread).toEqual(['shop/templates/off.yaml'])
  const forged = await check(print(RENDERED.replace('shop/templates/pod.yaml', 'shop/../other/secret.yaml')))
  expect(new Set(forged.findings.map(({ at }) => at.path))).toEqual(new Set(['shop/Chart.yaml']))
})

test('lines: the same text, the same member, and of several the one of the same rank', () => {
  const trace = createTracer(
    'a: {{ .x }}\nb: 1\nc: {{ .y }}\nb: 1\n{{ range .z }}\n- d: {{ . }}\n{{ end }}\n',
    'a: 5\nb: 1\nc: 6\nb: 1\n- d: 1\n- d: 2\nnew: 1\n',
  )
  expect([1, 2, 3, 4, 5, 6, 7].map(trace)).toEqual([1, 2, 3, 4, 6, 6, undefined])
  expect(sourcesOf(RENDERED, { name: 'other', files: new Map() }).map(({ path }) => path)).toEqual([undefined])
})

test('without the flag, templates are not read, and the flag is named', async () => {
  const file = { ...chartFile('shop', CHART), path: 'shop/templates/pod.yaml', bytes: Buffer.from(TEMPLATE) }
  const report = await scanWith(iac, file)
  expect(report.findings).toEqual([])
  expect(JSON.stringify(report.assets)).toContain('--iac.helm')
  expect(report.plugins[0]?.coverage).toMatchObject({ skipped: { template: 1 } })
})
