import { expect, test } from 'vitest'
import { checkFile } from '../check-file.ts'
import { interpolate, interpolateDocument } from './interpolate.ts'

// What compose's own library makes of thousands of values is compared in interpolate.real.test.ts.
test.each([
  ['${A:-host}', 'host'],
  ['${A-host}', 'host'],
  ['${A:-${B:-host}}', 'host'],
  ['${A:+x}b', 'b'],
  ['a$$b', 'a$b'],
  ['$A', '${A}'],
  ['${A}', '${A}'],
  ['${A:?no}', '${A}'],
  ['${A:-{}}', '{}'],
  ['${A:-x', '${A:-x'],
  ['$1', '$1'],
  ['${A:-}', ''],
  ['$$${A:-1}', '$1'],
])('%s is %s', (text, value) => {
  expect(interpolate(text)).toBe(value)
})

test('hostile texts take no time', () => {
  for (const text of ['${A:-', '${A:-{', '$', '${A:-}', '{${A:-${B:-}}}'])
    expect(interpolate(text.repeat(200_000)).length).toBeGreaterThanOrEqual(0)
})

test('an alias that leads to itself, and one that leads everywhere, are made once', () => {
  const cycle: Record<string, unknown> = { privileged: '${A:-yes}' }
  cycle['self'] = cycle
  let laughs: unknown = 'ha'
  for (let level = 0; level < 60; level++) laughs = [laughs, laughs]
  expect(interpolateDocument({ services: { a: cycle }, x: laughs })).toMatchObject({
    services: { a: { privileged: true } },
  })
})

async function broken(text: string): Promise<readonly string[]> {
  const { findings } = await checkFile({
    kind: 'iac',
    id: 'a',
    name: 'a',
    path: 'compose.yaml',
    bytes: Buffer.from(text),
  })
  return findings.map(({ rule }) => rule.id)
}
const service = (lines: string): string => `services:\n  web:\n    image: a:1\n    ${lines}\n`

test.each([
  ...['"true"', 'yes', 'on', 'y', '${P:-true}', '"${P:-yes}"', '${P-ON}', "'${P:-${Q:-true}}'"].map((word) => [
    'CP-001',
    `privileged: ${word}`,
  ]),
  ...['network_mode', 'pid', 'ipc', 'uts', 'userns_mode', 'cgroup'].map((name) => ['CP-005', `${name}: "\${X:-host}"`]),
  ['CP-007', 'security_opt: ["${S:-seccomp:unconfined}"]'],
  ['CP-006', 'cap_add: ["${C:-SYS_ADMIN}"]'],
  ['CP-021', 'user: "${U:-root}"'],
  ['CP-021', 'user: "${U-0}:${G:-0}"'],
  ['CP-008', 'devices: ["${D:-/dev/mem}:/dev/mem"]'],
  ['CP-003', 'volumes: [{type: bind, source: "${R:-/}", target: /host}]'],
])('%s is broken by %s', async (rule, lines) => {
  expect(await broken(service(lines ?? ''))).toContain(rule)
})

test.each([
  ['CP-001', 'privileged: ${P}'],
  ['CP-001', 'privileged: "${P:-no}"'],
  ['CP-005', 'network_mode: "${N:-bridge}"'],
  ['CP-021', 'user: "${U:-1000}"'],
  ['CP-027', 'read_only: "${R:-yes}"'],
  ['CP-009', 'security_opt: ["${S:-no-new-privileges:true}"]'],
])('%s is not broken by %s', async (rule, lines) => {
  expect(await broken(service(lines))).not.toContain(rule)
})
