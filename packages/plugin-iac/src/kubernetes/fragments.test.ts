import { expect, test } from 'vitest'
import { checkFile } from '../check-file.ts'

const check = async (path: string, text: string): Promise<readonly string[]> => {
  const { type, findings, problems } = await checkFile({
    kind: 'iac',
    id: path,
    name: path,
    path,
    bytes: Buffer.from(text),
  })
  expect([type, problems]).toEqual(['kubernetes', []])
  return findings.map(({ rule, at }) => `${rule.id} ${at.line}:${at.column} ${at.object ?? ''}`)
}

const STRATEGIC = `    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      template:
        spec:
          hostNetwork: true
          containers:
            - name: web
              securityContext: {privileged: yes}
`

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ')

test('kustomize: a strategic patch in a file of kustomize, without its kind too', async () => {
  expect(
    await check('kustomization.yaml', `resources: [a.yaml]\npatches:\n  - patch: |\n${indented(STRATEGIC)}`),
  ).toEqual([
    'KN-021 10:13 patches[0].patch.spec.template.spec.hostNetwork',
    'KN-011 13:35 patches[0].patch.spec.template.spec.containers[name=web].securityContext.privileged',
  ])
  expect(await check('base/kustomization.yml', `patchesStrategicMerge:\n  - other.yaml\n  - |-\n${STRATEGIC}`)).toEqual(
    [
      'KN-021 10:11 patchesStrategicMerge[1].spec.template.spec.hostNetwork',
      'KN-011 13:33 patchesStrategicMerge[1].spec.template.spec.containers[name=web].securityContext.privileged',
    ],
  )
  const targeted = indented(STRATEGIC.split('\n').slice(3).join('\n'))
  expect(
    await check('kustomization.yaml', `patches:\n  - target: {kind: DaemonSet}\n    patch: |\n${targeted}`),
  ).toHaveLength(2)
})

test.each([
  ['add /spec/template/spec/containers/0/securityContext/privileged', 'true', 'Deployment', ['KN-011']],
  ['replace /spec/template/spec/hostPID', 'true', 'Deployment', ['KN-021']],
  [
    'add /spec/template/spec/volumes/-',
    '{name: s, hostPath: {path: /var/run/docker.sock}}',
    'StatefulSet',
    ['KN-016', 'KN-023'],
  ],
  [
    'add /spec/template/spec/containers/-',
    '{name: a, image: "a:1", securityContext: {capabilities: {add: [SYS_ADMIN]}}}',
    'Deployment',
    ['KN-012', 'KN-034'],
  ],
  ['add /rules/-', '{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}', 'ClusterRole', ['KN-063', 'KN-064']],
  ['remove /spec/template/spec/hostPID', 'true', 'Deployment', []],
  ['test /spec/template/spec/hostPID', 'true', 'Deployment', []],
  ['add /spec/template/spec/containers/0/resources', '{limits: {memory: 1Gi}}', 'Deployment', []],
  ['add /metadata/annotations/a~1b', 'x', 'Deployment', []],
])('a JSON patch: %s %s of a %s', async (operation, value, kind, rules) => {
  const [op = '', pointer = ''] = operation.split(' ')
  const rulesOf = (lines: readonly string[]): readonly string[] =>
    [...new Set(lines.map((line) => line.slice(0, 6)))].toSorted((a, b) => a.localeCompare(b))
  const target = `target: {kind: ${kind}, name: web}`
  expect(
    rulesOf(
      await check(
        'kustomization.yaml',
        `patches:\n  - ${target}\n    patch: |-\n      - op: ${op}\n        path: ${pointer}\n        value: ${value}\n`,
      ),
    ),
  ).toEqual(rules)
  expect(
    rulesOf(
      await check(
        'kustomization.yaml',
        `patchesJson6902:\n  - ${target}\n    patch: '[{"op": "${op}", "path": "${pointer}", "value": ${value}}]'\n`,
      ),
    ),
  ).toEqual(rules)
})

test('a JSON patch in a file of its own: the kind is told by the path', async () => {
  expect(
    await check(
      'patch.yaml',
      '# more rights\n- op: add\n  path: /spec/template/spec/containers/0/securityContext\n  value:\n    privileged: true\n',
    ),
  ).toEqual(['KN-011 5:5 [0].value.privileged'])
  expect(
    await check('patch.json', '[{"op": "replace", "path": "/spec/template/spec/hostNetwork", "value": true}]'),
  ).toEqual(['KN-021 1:63 [0].value'])
})

test.each([
  ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization', (patches: string) => `spec:\n  patches:\n${patches}`],
  [
    'helm.toolkit.fluxcd.io/v2',
    'HelmRelease',
    (patches: string) => `spec:\n  postRenderers:\n  - kustomize:\n     patches:\n${patches}`,
  ],
  [
    'argoproj.io/v1alpha1',
    'Application',
    (patches: string) => `spec:\n  source:\n   kustomize:\n    patches:\n${patches}`,
  ],
])('patches inside a %s %s', async (apiVersion, kind, make) => {
  const found = await check(
    'flux.yaml',
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n${make('      - target: {kind: Deployment}\n        patch: |\n          - op: add\n            path: /spec/template/spec/hostIPC\n            value: true\n')}`,
  )
  expect(found.filter((line) => line.startsWith('KN-021'))).toEqual([
    expect.stringMatching(/patches\[0\]\.patch\[0\]\.value$/),
  ])
})

test('generators of kustomize: literals are values of Secrets and ConfigMaps', async () => {
  expect(
    await check(
      'kustomization.yaml',
      'secretGenerator:\n  - name: db\n    literals:\n      - user=web\n      - password=correct-horse-9\nconfigMapGenerator:\n  - name: c\n    literals: ["API_TOKEN=k3yOf7heKingdom", "MODE=fast"]\n',
    ),
  ).toEqual(['KN-093 5:9 secretGenerator[name=db].literals[1]', 'KN-091 8:16 configMapGenerator[name=c].literals[0]'])
})

test('Tekton: tasks inside pipelines, and settings of their Pods', async () => {
  const step = '{name: s, image: "a:1", securityContext: {privileged: true}}'
  const task = (indent: string) =>
    `${indent}- name: build\n${indent}  taskSpec:\n${indent}    steps:\n${indent}      - ${step}\n${indent}    volumes: [{name: h, hostPath: {path: /}}]\n`
  const pipeline = await check(
    'p.yaml',
    `apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: a}\nspec:\n  tasks:\n${task('    ')}  finally:\n${task('    ')}`,
  )
  expect(pipeline.filter((line) => /^KN-01[18]/.test(line))).toEqual([
    expect.stringContaining('spec.tasks[name=build].taskSpec.steps[name=s].securityContext.privileged'),
    expect.stringContaining('spec.tasks[name=build].taskSpec.volumes[name=h]'),
    expect.stringContaining('spec.finally[name=build].taskSpec.steps[name=s].securityContext.privileged'),
    expect.stringContaining('spec.finally[name=build].taskSpec.volumes[name=h]'),
  ])
  const run = await check(
    'r.yaml',
    `apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {name: a}\nspec:\n  taskRunTemplate:\n    podTemplate: {hostNetwork: true}\n  pipelineSpec:\n    tasks:\n${task('      ')}`,
  )
  expect(run.filter((line) => /^KN-0(?:11|21)/.test(line))).toEqual([
    expect.stringContaining('spec.taskRunTemplate.podTemplate.hostNetwork'),
    expect.stringContaining('spec.pipelineSpec.tasks[name=build].taskSpec.steps[name=s]'),
  ])
})

test('OpenShift: defaults of parameters are put in', async () => {
  const template = (privileged: string, password: string) => `apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: t}
objects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: p}
    spec:
      containers:
        - name: c
          image: "a:\${TAG}"
          securityContext: {privileged: "\${{PRIVILEGED}}"}
          env: [{name: DB_PASSWORD, value: "\${PASSWORD}"}]
parameters:
  - name: PRIVILEGED
    value: "${privileged}"
  - name: PASSWORD
${password}
`
  const dangerous = (lines: readonly string[]): readonly string[] => lines.filter((line) => /^KN-0(?:11|90)/.test(line))
  expect(dangerous(await check('t.yaml', template('true', '    value: correct-horse-9')))).toEqual([
    'KN-011 12:29 spec.containers[name=c].securityContext.privileged',
    'KN-090 13:37 spec.containers[name=c].env[name=DB_PASSWORD].value',
  ])
  expect(
    dangerous(await check('t.yaml', template('false', '    generate: expression\n    from: "[a-z]{16}"'))),
  ).toEqual([])
})
