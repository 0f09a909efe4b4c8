import { clusterCommand, definePlugin } from '@veinmind/sdk'
import type { ClusterObject, JsonObject, Location } from '@veinmind/sdk'
import { buildCluster } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { LineCounter, isNode, parseDocument } from 'yaml'
import { scanWith } from '../../src/index.ts'

/** An object of a cluster, or of a folder of manifests, with the line of a field in its file. */
const plugin = definePlugin({
  name: 'pods',
  title: 'Pods',
  commands: [
    clusterCommand(async (cluster, ctx) => {
      for await (const pod of cluster.objects('Pod')) {
        const { containers = [] } = (pod.object['spec'] ?? {}) as { containers?: readonly JsonObject[] }
        for (const [index, container] of containers.entries()) {
          const { privileged } = (container['securityContext'] ?? {}) as JsonObject
          if (privileged !== true) continue
          const at = placeOf(pod, ['spec', 'containers', index, 'securityContext', 'privileged'])
          ctx.report({
            type: 'Escape',
            class: 'risk',
            rule: { id: 'NEED-POD', title: 'x', severity: 'critical' },
            evidence: pod.name,
            locations: [at],
            detail: {},
          })
        }
      }
    }),
  ],
})

function placeOf(found: ClusterObject, path: readonly (string | number)[]): Location {
  const { source } = found
  const object = path.join('.')
  return source ? { path: source.path, object, ...(found.position?.(path) ?? { line: source.line }) } : { object }
}

const TEXT = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: a
    - name: b
      securityContext:
        privileged: true
`

test('an object with the line and column of a field, when it came from a file', async () => {
  const lines = new LineCounter()
  const document = parseDocument(TEXT, { lineCounter: lines })
  const position = (path: readonly (string | number)[]) => {
    const node = document.getIn(path, true)
    const { line, col } = lines.linePos(isNode(node) ? (node.range?.[0] ?? 0) : 0)
    return { line, column: col }
  }
  const cluster = buildCluster([
    { object: document.toJS() as JsonObject, source: { path: 'pods/web.yaml', line: 1 }, position },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'live' },
      spec: { containers: [{ securityContext: { privileged: true } }] },
    },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'other' } },
  ])
  const report = await scanWith(plugin, cluster)
  expect(report.errors).toEqual([])
  expect(report.findings).toHaveLength(2)
  expect(report).toReport({
    rule: 'NEED-POD',
    path: 'pods/web.yaml',
    line: 9,
    object: 'spec.containers.1.securityContext.privileged',
    evidence: 'web',
  })
  expect(report).toReport({
    rule: 'NEED-POD',
    evidence: 'live',
    object: 'spec.containers.0.securityContext.privileged',
  })
  expect(report.findings.find(({ evidence }) => evidence === 'web')?.locations[0]?.column).toBe(21)
})
