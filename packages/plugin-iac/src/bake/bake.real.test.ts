import { requireGoProgram, run } from '@veinmind/services'
import { beforeAll, expect, test } from 'vitest'
import { readBake } from './read-bake.ts'

/** Prints, for each bake file (a line of JSON text), what bake itself builds of all its targets when nobody sets a variable, or null. */
const SOURCE = `package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/docker/buildx/bake"
)

type shown struct {
	Context, Dockerfile, Inline, Target, Network *string
	Contexts                                     map[string]string
	Args, Labels                                 map[string]*string
	Tags, Platforms, Entitlements                []string
}

func load(text string) (any, error) {
	name := "docker-bake.hcl"
	if text[0] == '{' {
		name = "docker-bake.json"
	}
	files := []bake.File{{Name: name, Data: []byte(text)}}
	config, _, err := bake.ParseFiles(files, nil, nil)
	if err != nil {
		return nil, err
	}
	made := map[string]shown{}
	for _, one := range config.Targets {
		t, err := config.ResolveTarget(one.Name, nil, &bake.EntitlementConf{})
		if err != nil {
			return nil, err
		}
		made[one.Name] = shown{t.Context, t.Dockerfile, t.DockerfileInline, t.Target, t.NetworkMode, t.Contexts, t.Args, t.Labels, t.Tags, t.Platforms, t.Entitlements}
	}
	return made, nil
}

func main() {
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\\n')
		if err != nil {
			return
		}
		var text string
		if err := json.Unmarshal(line, &text); err != nil {
			panic(err)
		}
		made, err := load(text)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			made = nil
		}
		out, _ := json.Marshal(made)
		fmt.Println(string(out))
	}
}
`

let program = ''
beforeAll(async () => {
  program = await requireGoProgram({
    name: 'bake-load',
    source: SOURCE,
    requires: ['github.com/docker/buildx v0.38.2'],
  })
}, 1_200_000)

/** What bake makes of expressions, in a file that has what they name. */
const around = (expression: string): string => `
variable "EMPTY" {}
variable "TAG" { default = "v1.2.3" }
variable "PLATFORMS" { default = ["linux/amd64", "linux/arm64"] }
variable "N" { default = 7 }
variable "YES" { default = true }
variable "NAMES" { default = { b = "two", a = "one" } }
variable "DEEP" { default = [{ name = "x", tags = ["1", "2"] }, { name = "y", tags = [] }] }
variable "TYPED" {
  type = string
}
prefix = "registry.example.com"
function "tag" {
  params = [name]
  result = "\${prefix}/\${name}:\${TAG}"
}
function "many" {
  params = [first]
  variadic_params = rest
  result = join("-", concat([first], rest))
}
target "base" {
  context = "./base"
  args = { A = "1", B = 2 }
}
target "app" {
  labels = { value = ${expression} }
}
`

const listed = (text: string): readonly string[] => text.trim().split(/ ;; |\n/)

const COMPUTED = listed(`
"x" ;; 7 ;; 1.50 ;; -N ;; !YES ;; N + 1 ;; N - 1 ;; N * 2 ;; N / 2 ;; N % 4 ;; (N + 1) * 2 ;; N > 6 ? "big" : "small" ;; N == 7
N != 7 ;; "7" == N ;; N >= 7 && YES ;; false || YES ;; TAG == "" ? "latest" : TAG ;; EMPTY == "" ? "none" : EMPTY ;; EMPTY
TYPED == null ? "null" : "set" ;; "\${TAG}-\${N}" ;; "$\${TAG}" ;; "%%{ if }" ;; "a\\tb\\"c\\u0041"
"%{ if YES }on%{ else }off%{ endif }" ;; "%{ for x in PLATFORMS }[\${x}]%{ endfor }" ;; "a  \${~ TAG ~}  b" ;; PLATFORMS[0]
PLATFORMS.1 ;; NAMES.a ;; NAMES["b"] ;; DEEP[0].name ;; join(",", DEEP[*].name) ;; join(",", DEEP.*.name)
join(",", [for x in PLATFORMS : upper(x)]) ;; join(",", [for i, x in PLATFORMS : "\${i}=\${x}"])
join(",", [for k, v in NAMES : "\${k}=\${v}"]) ;; join(",", [for x in PLATFORMS : x if x != "linux/amd64"])
jsonencode({for k, v in NAMES : v => k}) ;; jsonencode({for x in ["aa", "ab", "b"] : substr(x, 0, 1) => x...})
join(",", flatten([for d in DEEP : [for t in d.tags : "\${d.name}\${t}"]])) ;; tag("app") ;; many("a", "b", "c")
many("a", PLATFORMS...) ;; target.base.context ;; target.base.args.A ;; target.base.args.B ;; upper(TAG) ;; lower("ABC")
title("hello big world") ;; strlen("äöü") ;; reverse("abc") ;; substr("hello", 1, 3) ;; substr("hello", -3, -1)
chomp("a\\n\\n") ;; trimspace("  a ") ;; trim("xxaxx", "x") ;; trimprefix(TAG, "v") ;; trimsuffix(TAG, ".3") ;; trimsuffix(TAG, "")
replace("a.b.c", ".", "-") ;; join("/", split(".", TAG)) ;; join("", split("", "abc")) ;; indent(2, "a\\nb")
format("%s-%d", TAG, N) ;; format("%05d|%-4s|%4s|%t|%v", N, "a", "b", true, TAG) ;; format("%5.1f|%x|%b|%%", 3.14159, 255, 5)
format("%q", "a\\"b") ;; join(",", formatlist("img:%s", ["a", "b"])) ;; regex("v([0-9]+)", TAG)[0] ;; regex("[0-9]+", TAG)
jsonencode(regexall("[0-9]", TAG)) ;; regex_replace("a1b22", "[0-9]+", "#") ;; regex_replace("ab", "(a)(b)", "$2$1")
sanitize("a/b:c.d") ;; basename("/a/b/") ;; basename("") ;; base64encode("hi") ;; base64decode("aGk=") ;; urlencode("a b/ü!*")
jsonencode({a = [1, "x", null, true]}) ;; jsonencode("<&>") ;; md5("a") ;; sha1("a") ;; sha256("a") ;; sha512("a") ;; absolute(-2)
ceil(1.2) ;; floor(-1.2) ;; int(1.9) ;; negate(2) ;; signum(-9) ;; add(1, 2) ;; subtract(1, 2) ;; multiply(2, 3) ;; divide(7, 2)
modulo(7, 3) ;; pow(2, 10) ;; max(1, 3, 2) ;; min(4, 3) ;; parseint("ff", 16) ;; greaterthan(2, 1) ;; lessthanorequalto(2, 1)
and(true, false) ;; or(true, false) ;; not(true) ;; equal("a", "a") ;; notequal("a", "b") ;; length(PLATFORMS)
jsonencode(concat(PLATFORMS, ["x"])) ;; contains(PLATFORMS, "linux/arm64") ;; jsonencode(distinct(["a", "b", "a"]))
jsonencode(compact(["a", "", "b"])) ;; jsonencode(reverselist(["a", "b"])) ;; jsonencode(sort(["b", "a"]))
jsonencode(slice(["a", "b", "c"], 1, 3)) ;; jsonencode(chunklist(["a", "b", "c"], 2)) ;; element(["a", "b"], 3)
index(["a", "b"], 1) ;; indexof(["a", "b"], "b") ;; hasindex(["a"], 3) ;; coalesce("", "b") ;; coalesce(null, "b")
jsonencode(coalescelist([], ["a"])) ;; join(",", keys(NAMES)) ;; join(",", values(NAMES)) ;; lookup(NAMES, "z", "none")
jsonencode(merge(NAMES, {c = "three"})) ;; jsonencode(zipmap(["a", "b"], ["1", "2"])) ;; jsonencode(range(3))
jsonencode(range(1, 4)) ;; jsonencode(range(5, 1, -2)) ;; jsonencode(setproduct(["a", "b"], ["1", "2"]))
jsonencode(setunion(["b", "a"], ["c", "a"])) ;; jsonencode(setintersection(["b", "a"], ["a"]))
jsonencode(setsubtract(["b", "a"], ["a"])) ;; try(NAMES.zzz, "other") ;; can(NAMES.zzz) ;; can(NAMES.a) ;; try(upper("x"), "y")
N > 5 ? 1 : "x" ;; 1e3 ;; 100000000000000000000 ;; 0.1 + 0.2 ;; 1 / 3 > 0.3 ;; PLATFORMS == ["linux/amd64", "linux/arm64"]
`)
/** What bake refuses, or only the run knows. */
const REFUSED = listed(`
nope ;; NAMES.zzz ;; PLATFORMS[9] ;; N + "x" ;; upper() ;; 1 / 0 ;; YES ? "a" : ["b"] ;; tag() ;; target.nope.context
timestamp() == "" ? "a" : "b"
`)
const EXPRESSIONS = [
  ...COMPUTED,
  '<<-EOT\n    a ${TAG}\n      b\n    EOT\n',
  '[\n  "a", # note\n  "b",\n][1]',
  '(YES\n  ? "a"\n  : "b")',
  ...REFUSED,
]

const TARGETS = [
  `group "default" { targets = ["a"] }
target "a" {
  inherits = ["b", "c"]
  tags = ["mine"]
  args = { X = "a" }
}
target "b" {
  tags = ["b"]
  args = { X = "b", Y = "b" }
  entitlements = ["network.host"]
  platforms = ["linux/amd64"]
}
target "c" {
  inherits = ["d"]
  args = { Y = "c" }
  entitlements = ["security.insecure"]
  network = "host"
}
target "d" {
  context = "../d"
  labels = { l = "d" }
  args = { Z = "d", X = null }
}`,
  `target "app" {
  name = "app-\${tgt}-\${replace(version, ".", "-")}"
  matrix = { tgt = ["lint", "test"], version = ["1.0", "2.0"] }
  args = { VERSION = version }
  tags = ["app:\${tgt}-\${version}"]
  target = tgt
}
target "child" {
  inherits = ["app-lint-1-0"]
}`,
  `variable "ITEMS" { default = [{ n = "x", net = "host" }, { n = "y", net = "none" }] }
target "m" {
  name = item.n
  matrix = { item = ITEMS }
  network = item.net
  contexts = { base = "target:base", src = "docker-image://alpine:\${length(ITEMS)}" }
}
target "base" {
  dockerfile-inline = "FROM alpine\\nRUN echo $\${HOME} \${ITEMS[0].n}"
}`,
  `target "loop" {
  inherits = ["loop2"]
  args = { A = "1" }
}
target "loop2" {
  inherits = ["loop"]
  args = { B = "2" }
}`,
  `target "a" {
  context = target.b.context
  tags = [for t in target.b.tags : "\${t}-a"]
}
target "b" {
  context = "./b"
  tags = ["one", "two"]
}`,
  `FROM_ATTR = "x"
variable "A" { default = "\${B}-a" }
variable "B" { default = upper(FROM_ATTR) }
variable "L" {
  type = list(string)
  default = ["1", "2"]
}
target "t" {
  args = { A = A, L = join(",", L), J = "\${jsonencode(L)}" }
}`,
  `{"variable": {"TAG": {"default": "v1"}}, "function": {"f": {"params": ["x"], "result": "\${upper(x)}!"}},
  "target": {"app": {"tags": ["\${f(TAG)}", "\${TAG == \\"v1\\" ? \\"yes\\" : \\"no\\"}"], "args": {"N": 1}}}}`,
]

interface Shown {
  readonly Context: string
  readonly Dockerfile: string
  readonly Inline: string | null
  readonly Target: string | null
  readonly Network: string | null
  readonly Contexts: Readonly<Record<string, string>> | null
  readonly Args: Readonly<Record<string, string>> | null
  readonly Labels: Readonly<Record<string, string>> | null
  readonly Tags: readonly string[] | null
  readonly Platforms: readonly string[] | null
  readonly Entitlements: readonly string[] | null
}

/** The same of ours. */
function mine(text: string): { readonly made: Readonly<Record<string, unknown>>; readonly isKnown: boolean } {
  const { targets, unknown, problems } = readBake(text, text.startsWith('{'))
  const made = targets.map(({ name, value }) => [
    name,
    {
      Context: value['context'] ?? '.',
      Dockerfile: value['dockerfile'] ?? 'Dockerfile',
      Inline: value['dockerfile-inline'] ?? null,
      Target: value['target'] ?? null,
      Network: value['network'] ?? null,
      Contexts: value['contexts'] ?? null,
      Args: value['args'] ?? null,
      Labels: value['labels'] ?? null,
      Tags: value['tags'] ?? null,
      Platforms: value['platforms'] ?? null,
      Entitlements: [
        ...((value['entitlements'] ?? []) as readonly string[]),
        // Bake puts this in by itself.
        ...(value['network'] === 'host' ? ['network.host'] : []),
      ],
    },
  ])
  return {
    made: JSON.parse(JSON.stringify(Object.fromEntries(made))) as Record<string, unknown>,
    isKnown: unknown.length === 0 && problems.length === 0,
  }
}

async function theirs(texts: readonly string[]): Promise<readonly (Record<string, Shown> | null)[]> {
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join('')
  const { stdout } = await run(program, [], { input })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, Shown> | null)
}

test('expressions are what bake makes of them, and what it refuses is not known', async () => {
  const made = await theirs(EXPRESSIONS.map(around))
  const wrong = EXPRESSIONS.flatMap((expression, index) => {
    const { made: own, isKnown } = mine(around(expression))
    const expected = made[index]
    const value = (own['app'] as Shown | undefined)?.Labels?.['value']
    const isRight = expected ? value === expected['app']?.Labels?.['value'] || !isKnown : !isKnown
    return isRight ? [] : [[expression, value, expected?.['app']?.Labels?.['value']]]
  })
  expect(wrong).toEqual([])
  const unknown = EXPRESSIONS.filter((expression, index) => made[index] && !mine(around(expression)).isKnown)
  // Infinity is no value of a person.
  expect(unknown).toEqual(['1 / 0', 'timestamp() == "" ? "a" : "b"'])
})

test('targets are what bake builds, with what they inherit and what a matrix makes of them', async () => {
  const sorted = (names: readonly string[] | null): readonly string[] => [...new Set(names)].sort()
  const made = await theirs(TARGETS)
  for (const [index, text] of TARGETS.entries()) {
    const { made: own, isKnown } = mine(text)
    const expected = Object.entries(made[index] ?? {}).map(([name, target]) => [
      name,
      { ...target, Entitlements: sorted(target.Entitlements) },
    ])
    const ours = Object.entries(own as Record<string, Shown>).map(([name, target]) => [
      name,
      { ...target, Entitlements: sorted(target.Entitlements) },
    ])
    expect({ text, made: Object.fromEntries(ours), isKnown }).toEqual({
      text,
      made: Object.fromEntries(expected),
      isKnown: true,
    })
  }
})
