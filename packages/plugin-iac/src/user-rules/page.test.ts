import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readUserRules } from './read-user-rules.ts'
import { testRules } from './test-rules.ts'

const PAGE = readFileSync(new URL('../../../../docs/iac-rules.md', import.meta.url), 'utf8')
const BLOCKS = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block)

test('the rule on the page keeps its samples', async () => {
  const cases = await testRules([{ path: 'page.yaml', text: BLOCKS[0] ?? '' }])
  expect(cases.map(({ name, came }) => [name, came])).toEqual([
    ['ng[0]', 'broken at line 6 ({name: web, image: web:1})'],
    ['ok[0]', 'kept'],
  ])
})

const POD =
  '"apiVersion: v1\\nkind: Pod\\nspec:\\n  containers:\\n    - {name: a, image: a:1, ports: [{containerPort: 22}]}\\n"'
const DOCKERFILE = '"FROM a:1\\nRUN curl a | sh\\n"'
const COMPOSE = '"services:\\n  a:\\n    image: a:1\\n    ports: [22:22, 80]\\n"'
const SERVICE = '"apiVersion: v1\\nkind: Service\\nspec: {type: LoadBalancer}\\n"'

/** Conditions that hold for a sample. */
const CONDITIONS: readonly (readonly [on: string, sample: string, when: string])[] = [
  ...(BLOCKS[1] ?? '')
    .trim()
    .split('\n')
    .map(
      (line, at) =>
        [
          ['service', 'instruction', 'object'][at] ?? '',
          [COMPOSE, DOCKERFILE, SERVICE][at] ?? '',
          line.replace(/^when: /, ''),
        ] as const,
    ),
  [
    'instruction',
    DOCKERFILE,
    'instruction.stage == 0 && instruction.isFinal && size(instruction.words) > 2 && "curl" in instruction.words',
  ],
  [
    'instruction',
    DOCKERFILE,
    'instruction.text.split(" ").map(w, w.upperAscii()).exists_one(w, w == "CURL") && instruction.rest.substring(0, 4).indexOf("c") == 0',
  ],
  [
    'container',
    POD,
    'container.ports.all(p, p.containerPort < 1024 && p.containerPort == 22) && !has(pod.hostPID) && object.kind == "Pod"',
  ],
  [
    'container',
    POD,
    'container.ports.filter(p, p.containerPort in [22, 23]).size() == 1 && container.image.endsWith(":1") && container.image.contains("a")',
  ],
  ['service', COMPOSE, 'name == "a" && service.ports[1] == 80 && string(service.ports[1]).trim().lowerAscii() == "80"'],
]

test.each(CONDITIONS)('%s %s: %s', async (on, sample, when) => {
  const rule = `- {id: A-1, title: a, severity: low, on: ${on}, when: ${JSON.stringify(when)}, ng: [${sample}]}\n`
  expect(() => readUserRules([{ path: 'a.yaml', text: rule }])).not.toThrow()
  const [found] = await testRules([{ path: 'a.yaml', text: rule }])
  expect(found).toMatchObject({ name: 'ng[0]', isPassed: true })
})
