import type { Cluster, ClusterObject, Json, JsonObject } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { cleanObject } from '../src/clean-object.ts'
import { clusterImages } from '../src/index.ts'
import { createTeller, WORKLOADS } from '../src/owners.ts'
import { readObjects } from '../src/read-objects.ts'

const POD: JsonObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'p',
    namespace: 'shop',
    uid: 'u',
    annotations: { a: 'b' },
    ownerReferences: [{ kind: 'ReplicaSet', name: 'web', uid: 'r', controller: true }],
  },
  spec: {
    serviceAccountName: 'web',
    imagePullSecrets: [{ name: 'pull' }],
    containers: [{ name: 'c', image: 'web:1' }],
    jobTemplate: { spec: { template: { spec: {} } } },
    template: { spec: { containers: [{ name: 'c', image: 'web:1' }] } },
  },
  status: { containerStatuses: [{ name: 'c', image: 'web:1', imageID: `web@sha256:${'a'.repeat(64)}` }] },
}
const YAML = `# a\n---\napiVersion: v1\nkind: List\nitems:\n  - &a\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: { name: web, labels: {a: "b"} }\n    spec: &s\n      text: |\n        x\n        y\n  - <<: *a\n    kind: Pod\n    spec: *s\n---\n${JSON.stringify(POD)}\n`
const PIECES = [
  '---\n',
  '\n',
  ' ',
  '\t',
  ': ',
  '- ',
  '&a ',
  '*a',
  '<<: ',
  '!!binary ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '|\n',
  '>-\n',
  '%YAML 1.1\n',
  '\0',
  '\ud800',
  '#',
  '? ',
  ',',
  'kind: List\nitems: ',
  '...\n',
]

interface Dice {
  readonly int: (below: number) => number
  readonly pick: <T>(of: readonly T[]) => T
}

function createDice(seed: number): Dice {
  const next = createRandom(seed)
  const int = (below: number): number => Math.floor(next() * below)
  return { int, pick: <T>(of: readonly T[]) => of[int(of.length)] as T }
}

/** `VEINMIND_LONG_TESTS=1` mutates ten times as many. */
const ROUNDS = process.env['VEINMIND_LONG_TESTS'] ? 20_000 : 2000

test('mutated manifests: nothing is thrown, every fault has a place', () => {
  const { int, pick } = createDice(7)
  for (let round = 0; round < ROUNDS; round++) {
    let text = YAML
    for (let cut = 0; cut < 1 + (round % 5); cut++) {
      const at = int(text.length)
      text = text.slice(0, at) + pick(PIECES) + text.slice(at + int(4))
    }
    const { objects, faults } = readObjects({ path: 'x.yaml', text, secretValues: false })
    for (const { line, column } of faults) expect([line > 0, column > 0]).toEqual([true, true])
    for (const object of objects) object.position?.(['spec', 'template', 0, 'x'])
  }
})

test('mutated objects of a cluster: owners and images are read of what is there', async () => {
  const { int, pick } = createDice(8)
  const junk: readonly Json[] = [
    null,
    7,
    '',
    'text',
    true,
    [],
    {},
    [null],
    [[{}]],
    { name: 1 },
    [{ name: {}, image: [] }],
    'x'.repeat(1000),
  ]
  const mutate = (value: Json): Json => {
    if (int(12) === 0) return pick(junk)
    if (Array.isArray(value)) return value.map(mutate)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mutate(member as Json)]))
  }
  const found = Array.from({ length: ROUNDS }, (): ClusterObject => {
    const object = cleanObject(
      {
        ...POD,
        kind: 'Secret',
        data: mutate(POD),
        metadata: mutate(POD['metadata'] as Json),
        spec: mutate(POD['spec'] as Json),
        status: mutate(POD['status'] as Json),
      },
      false,
    )
    return { apiVersion: 'v1', kind: pick(WORKLOADS), name: `p${int(100)}`, object }
  })
  const cluster: Cluster = {
    kind: 'cluster',
    id: 'x',
    name: 'x',
    async *objects(kind) {
      for (const object of found) if (kind === 'ServiceAccount' || object.kind === kind) yield object
    },
  }
  const teller = createTeller()
  for (const object of found) if (!teller.isTold(object)) teller.shown(object)
  const images = await clusterImages(cluster)
  expect(images.length).toBeGreaterThan(0)
  expect(images.every(({ reference }) => typeof reference === 'string' && reference !== '')).toBe(true)
})
