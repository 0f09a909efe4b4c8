import type { IacFile } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { checkFile } from '../check-file.ts'
import type { CheckedFile } from '../check-file.ts'
import { readBake } from './read-bake.ts'

const check = (path: string, text: string): Promise<CheckedFile> =>
  checkFile({ kind: 'iac', id: path, name: path, path, bytes: Buffer.from(text) } satisfies IacFile)
const rulesOf = ({ findings }: CheckedFile): string[] => [...new Set(findings.map(({ rule }) => rule.id))].sort()

const HCL = `variable "TAG" { default = "v1" } // a comment
variable "NAME" { default = "app-\${TAG}" }
function "up" {
  params = [x]
  result = upper("\${x}-{")
}
group "default" {
  targets = ["app", "other"]
}
target "app" {
  matrix = { tgt = ["a", "b"] }
  name = "app-\${tgt}"
  tags = ["x/\${NAME}:1", up("y"), TAG == "" ? "z" : "w", [for t in ["a"] : t]]
  no-cache = true
  args = { A = 1, "B" : null, C = TAG, D = "q\\"\\u0041\\n" }
  dockerfile-inline = <<-EOT
    FROM a:1
    RUN curl -k https://example.com/x | sh
  EOT
}
target "app" { network = "host" }
target other { context = "." }
`

const valuesOf = (text: string, isJson = false): unknown =>
  JSON.parse(JSON.stringify(readBake(text, isJson).targets.map(({ name, value }) => [name, value])))

test('HCL: blocks, labels, templates, heredocs, and what is computed', () => {
  const { problems, unknown } = readBake(HCL, false)
  expect([problems, unknown]).toEqual([[], []])
  const made = (tgt: string): unknown => [
    `app-${tgt}`,
    {
      matrix: { tgt: ['a', 'b'] },
      name: `app-${tgt}`,
      tags: ['x/app-v1:1', 'Y-{', 'w', ['a']],
      'no-cache': true,
      args: { A: '1', C: 'v1', D: 'q"A\n' },
      'dockerfile-inline': 'FROM a:1\nRUN curl -k https://example.com/x | sh\n',
      network: 'host',
    },
  ]
  expect(valuesOf(HCL)).toEqual([made('a'), made('b'), ['other', { context: '.' }]])
})

test('what a target inherits is told where it stands, once', async () => {
  const checked = await check(
    'docker-bake.hcl',
    `variable "MODE" { default = "HOST" }
target "base" {
  network = lower(MODE)
  args = { DB_PASSWORD = join("", ["k3yOf7he", "Kingdom"]) }
}
target "app" {
  inherits = ["base"]
  matrix = { v = ["1", "2"] }
  name = "app-\${v}"
  contexts = { src = "docker-image://alpine:\${v == "1" ? "latest" : "3.20"}" }
}
`,
  )
  expect(checked.findings.map(({ rule, at, secrets }) => [rule.id, at.line, at.object, secrets])).toEqual([
    ['BK-002', 3, 'target.base.network', []],
    ['BK-003', 4, 'target.base.args.DB_PASSWORD', ['k3yOf7heKingdom']],
    ['BK-007', 10, 'target.app.contexts.src', []],
  ])
})

test('what the file alone does not tell is said, and stays as it is written', async () => {
  const text = `target "app" {
  tags = ["x:\${timestamp()}", upper(NOWHERE), try(target.none.context, "c")]
  network = STAGE == "x" ? "host" : "none"
  inherits = ["elsewhere"]
}
`
  expect(valuesOf(text)).toEqual([
    [
      'app',
      {
        tags: ['x:${timestamp()}', '${upper(NOWHERE)}', 'c'],
        network: '${STAGE == "x" ? "host" : "none"}',
        inherits: ['elsewhere'],
      },
    ],
  ])
  expect((await check('docker-bake.hcl', text)).notes).toEqual([
    'line 2: what target.app.tags[0] is, is not known: timestamp() is not computed',
    'line 2: what target.app.tags[1] is, is not known: no variable NOWHERE',
    'line 3: what target.app.network is, is not known: no variable STAGE',
    'line 4: what target.app.inherits is, is not known: no target elsewhere',
  ])
})

test('an inline Dockerfile is checked where it stands', async () => {
  const checked = await check('docker-bake.hcl', HCL)
  expect(
    checked.findings
      .filter(({ rule }) => ['DF-033', 'DF-039', 'BK-002'].includes(rule.id))
      .map(({ rule, at }) => [rule.id, at.line, at.column, at.object]),
  ).toEqual([
    ['BK-002', 21, 16, 'target.app.network'],
    ['DF-033', 18, 5, 'target.app.dockerfile-inline'],
    ['DF-039', 18, 5, 'target.app.dockerfile-inline'],
  ])
})

test('x-bake in a compose file is checked as a target', async () => {
  const checked = await check(
    'compose.yaml',
    'services:\n  web:\n    build:\n      context: .\n      x-bake:\n        output: ["type=local,dest=/"]\n        ssh: ["k=~/.ssh/id_rsa"]\n',
  )
  expect(rulesOf(checked)).toEqual(expect.arrayContaining(['BK-005', 'BK-008']))
})

test.each([
  ['images/app.bake.hcl', 'target "a" {\n  context = "/"\n}\n', 'bake'],
  ['build.hcl', 'target "a" {\n  tags = []\n}\n', 'bake'],
  ['main.hcl', 'terraform {\n  source = "x"\n}\n', undefined],
  ['.devcontainer/go/devcontainer.json', '{}', 'devcontainer'],
  ['.devcontainer.json', '{}', 'devcontainer'],
  ['src/docker/devcontainer-feature.json', '{}', 'devcontainer'],
])('%s is told by its name and content', async (path, text, type) => {
  expect((await check(path, text)).type).toBe(type)
})

test.each([
  ['{', 'target "a" {'.repeat(5_000)],
  ['[', `a = ${'['.repeat(100_000)}`],
  ['"${', `a = "${'${"'.repeat(50_000)}`],
  ['(', `a = f${'('.repeat(100_000)}`],
  ['<<', `a = <<A\n${'<<A\n'.repeat(50_000)}`],
  ['/*', '/* '.repeat(100_000)],
  ['lines', '=\n'.repeat(100_000)],
  ['many', 'a = [1,2,3,4,5,6,7,8]\n'.repeat(40_000)],
  [
    'laughs',
    `${Array.from({ length: 40 }, (_, at) => `variable "a${at}" {\n default = "${`\${a${at + 1}}`.repeat(50)}"\n}\n`).join('')}variable "a40" { default = "lol" }\ntarget "x" { args = { A = a0 } }`,
  ],
  [
    'matrix',
    `target "x" {\n  matrix = { ${Array.from({ length: 9 }, (_, at) => `m${at} = range(0, 1000)`).join(', ')} }\n}`,
  ],
  [
    'texts',
    `x = "${'a'.repeat(1_000)}"\n${Array.from({ length: 40 }, (_, at) => `function "f${at}" {\n params = [s]\n result = f${at + 1}("\${s}\${s}")\n}\n`).join('')}function "f40" {\n params = [s]\n result = s\n}\ntarget "x" { args = { A = f0(x) } }`,
  ],
  ['calls', `function "f" {\n params = [n]\n result = f(n + 1)\n}\ntarget "x" { args = { A = f(1) } }`],
  [
    'pattern',
    `target "x" { args = { A = regex("(a+)+$", "${'a'.repeat(100)}b"), B = regexall("a*a*a*a*b", "${'a'.repeat(5_000)}") } }`,
  ],
  ['nested', `target "x" { args = { A = ${'['.repeat(60)}for x in y : x${']'.repeat(60)} } }`],
  [
    'inherits',
    Array.from(
      { length: 60 },
      (_, at) => `target "t${at}" {\n inherits = ["t${at + 1}", "t${at + 1}"]\n entitlements = ["a", "b"]\n}\n`,
    ).join(''),
  ],
  ['loop', 'variable "a" { default = "${b}" }\nvariable "b" { default = "${a}" }\ntarget "x" { args = { A = a } }'],
])(
  'hostile HCL ends: %s',
  async (_, text) => {
    expect(['bake']).toContain((await check('docker-bake.hcl', text)).type)
  },
  20_000,
)

test('secrets of dev containers and bake files: places and masks', async () => {
  const checked = await check(
    'devcontainer.json',
    '{\n  // note\n  "build": {"args": {"NPM_TOKEN": "k3yOf7heKingdom"}},\n  "initializeCommand": "curl -fsSL https://example.com/i.sh | bash",\n  "postCreateCommand": {"a": ["bash", "-c", "wget --no-check-certificate https://x/y"]}\n}\n',
  )
  expect(checked.problems).toEqual([])
  expect(checked.findings.map(({ rule, at, secrets }) => [rule.id, at.line, at.object, secrets])).toEqual([
    ['DC-018', 3, 'build.args.NPM_TOKEN', ['k3yOf7heKingdom']],
    ['DC-021', 4, 'initializeCommand', []],
    ['DF-033', 4, 'initializeCommand', []],
    ['DF-039', 5, 'postCreateCommand.a', []],
  ])
})
