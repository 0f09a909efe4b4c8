import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { IacFile } from '@veinmind/sdk'
import { requireGoProgram } from '@veinmind/services'
import { createRandom } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asMembers, asText, asWord } from '../values.ts'
import { readProject } from './read-project.ts'

/** Prints the services of each project that is named on a line of standard input, as the library of docker compose merges them. */
const PROGRAM = `package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Split(lines.Text(), " ")
		options, err := cli.NewProjectOptions(words[1:], cli.WithWorkingDirectory(words[0]), cli.WithName("p"), cli.WithConsistency(false), cli.WithNormalization(false), cli.WithResolvedPaths(false), cli.WithInterpolation(false))
		if err != nil {
			panic(err)
		}
		model, err := options.LoadModel(context.Background())
		if err != nil {
			model = map[string]any{"services": map[string]any{"error": err.Error()}}
		}
		text, _ := json.Marshal(model["services"])
		fmt.Println(string(text))
	}
}
`

let folder = ''
let program = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-compose-'))
  program = await requireGoProgram({
    name: 'compose-merge',
    source: PROGRAM,
    requires: ['github.com/compose-spec/compose-go/v2 v2.16.2'],
  })
})
afterAll(() => rmSync(folder, { recursive: true }))

const random = createRandom(20_261_125)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const some = (items: readonly string[]): string => `[${items.filter(() => random() < 0.4).join(', ')}]`

/** Members of a service, each with values that a person may write. */
const MEMBERS: Readonly<Record<string, () => string>> = {
  image: () => pick(['a', 'b:1', 'c@sha256:x']),
  privileged: () => pick(['true', 'false']),
  read_only: () => pick(['true', 'false']),
  network_mode: () => pick(['host', 'bridge']),
  user: () => pick(['root', '"1000"']),
  command: () => pick(['[a, b]', 'c d']),
  entrypoint: () => pick(['[e]', 'f']),
  environment: () => pick(['{A: "1", B: x}', '[A=2, C]', '{D: y}', '["B=z=z"]']),
  labels: () => pick(['{l: "1"}', '[l=2, m=3]']),
  ports: () => some(['"80:80"', '"127.0.0.1:80:80"', '"443:443"', '"53:53/udp"', '{target: 80, published: "8080"}']),
  volumes: () =>
    some([
      pick(['"/a:/a"', '"/b:/a:ro"', '{type: bind, source: /etc, target: /a}']),
      '"/var/run/docker.sock:/s"',
      '"data:/d"',
    ]),
  cap_add: () => some(['SYS_ADMIN', 'NET_ADMIN', 'ALL']),
  security_opt: () => some(['"seccomp:unconfined"', 'no-new-privileges']),
  devices: () => some([pick(['"/dev/a:/dev/a"', '"/dev/b:/dev/a"']), '"/dev/c:/dev/c:r"']),
  expose: () => some(['"1"', '"2"']),
  dns: () => pick(['1.1.1.1', '[2.2.2.2]']),
  tmpfs: () => pick(['/tmp', '[/run]']),
  mem_limit: () => pick(['1g', '2g']),
  healthcheck: () => pick(['{test: a, retries: 3}', '{test: [CMD, b]}', '{disable: true}']),
  build: () => pick(['.', '{context: b, args: {A: "1"}}', '{args: [B=2], dockerfile: D}']),
  deploy: () => pick(['{resources: {limits: {memory: 1g}}}', '{resources: {limits: {cpus: "1"}}, replicas: 2}']),
  extra_hosts: () => pick(['{a: 1.1.1.1}', '["b=2.2.2.2"]']),
}
const TAGS: Readonly<Record<string, string>> = {
  ports: '!override ',
  cap_add: '!reset ',
  volumes: '!override ',
  environment: '!override ',
}

function service(mayTag: boolean): string {
  const names = Object.keys(MEMBERS).filter(() => random() < 0.5)
  return names
    .map((name) => `    ${name}: ${mayTag && random() < 0.15 ? (TAGS[name] ?? '') : ''}${MEMBERS[name]?.()}\n`)
    .join('')
}

function project(): Record<string, string> {
  const shapes: readonly (() => Record<string, string>)[] = [
    () => ({
      'compose.yaml': `services:\n  web:\n    hostname: a\n${service(false)}`,
      'compose.override.yaml': `services:\n  web:\n    hostname: b\n${service(true)}`,
    }),
    () => ({
      'compose.yaml': `services:\n  base:\n    hostname: a\n${service(false)}  web:\n    extends: base\n${service(false)}`,
    }),
    () => ({
      'compose.yaml': `services:\n  web:\n    extends: {file: common/x.yaml, service: one}\n${service(false)}`,
      'common/x.yaml': `services:\n  two:\n    hostname: a\n${service(false)}  one:\n    extends: {service: two}\n${service(false)}`,
      'compose.override.yaml': `services:\n  web:\n    hostname: b\n${service(true)}`,
    }),
    () => ({
      'compose.yaml': `include:\n  - path: [a.yaml, b.yaml]\nservices:\n  other:\n    image: a\n`,
      'a.yaml': `services:\n  web:\n    hostname: a\n${service(false)}`,
      'b.yaml': `services:\n  web:\n    hostname: b\n${service(true)}`,
    }),
  ]
  return pick(shapes)()
}

/** Both write the same thing in other ways: lists of settings and objects, short and long ports and mounts. */
function normalize(given: unknown): unknown {
  const merged = { ...asMembers(given) } as Record<string, unknown>
  delete merged['extends']
  for (const name of ['environment', 'labels', 'extra_hosts'])
    if (merged[name] !== undefined) merged[name] = settings(merged[name])
  // They make the path of the context one from the first file; what is not there is '.'.
  const { context: _context, args, ...build } = asMembers(merged['build'])
  if (merged['build'] !== undefined)
    merged['build'] = { ...build, ...(args === undefined ? {} : { args: settings(args) }) }
  for (const name of ['dns', 'tmpfs']) if (typeof merged[name] === 'string') merged[name] = [merged[name]]
  const each = (name: string, change: (item: unknown) => unknown): void => {
    if (Array.isArray(merged[name]))
      merged[name] = merged[name]
        .map(change)
        .map((item) => JSON.stringify(item))
        .toSorted()
    // An empty list and none are the same to both.
    if (merged[name] === null || (Array.isArray(merged[name]) && merged[name].length === 0)) delete merged[name]
  }
  each('ports', port)
  each('volumes', mount)
  each(
    'devices',
    (item) =>
      asText(item)?.split(':').slice(0, 2).join(':') ??
      `${asWord(asMembers(item)['source'])}:${asWord(asMembers(item)['target'])}`,
  )
  for (const name of ['cap_add', 'security_opt', 'expose', 'dns', 'tmpfs']) each(name, (item) => item)
  return merged
}

function settings(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String).toSorted()
  return Object.entries(asMembers(value))
    .map(([name, item]) => (item === null ? name : `${name}=${asWord(item)}`))
    .toSorted()
}

function port(item: unknown): string {
  const { host_ip: address = '', published = '', target, protocol = 'tcp' } = asMembers(item)
  const text = asText(item)
  if (text === undefined) return `${asWord(address)}:${asWord(published)}:${asWord(target)}/${asWord(protocol)}`
  const [ports = '', kind = 'tcp'] = text.split('/')
  const parts = ports.split(':')
  return `${parts.at(-3) ?? ''}:${parts.at(-2) ?? ''}:${parts.at(-1)}/${kind}`
}

function mount(item: unknown): string {
  const text = asText(item)
  const { source, target } = asMembers(item)
  return text === undefined ? `${asWord(source)}:${asWord(target)}` : text.split(':').slice(0, 2).join(':')
}

test('400 projects are merged as the library of docker compose merges them', async () => {
  const projects = Array.from({ length: 400 }, project)
  const lines = projects.map((files, at) => {
    for (const [path, text] of Object.entries(files)) {
      const whole = join(folder, `p${at}`, path)
      mkdirSync(dirname(whole), { recursive: true })
      writeFileSync(whole, text)
    }
    const root = join(folder, `p${at}`)
    return [
      root,
      ...['compose.yaml', 'compose.override.yaml'].filter((name) => name in files).map((name) => join(root, name)),
    ].join(' ')
  })
  const theirs = execFileSync(program, { input: `${lines.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 })
    .trim()
    .split('\n')
  const wrong: unknown[] = []
  const refused: string[] = []
  for (const [at, files] of projects.entries()) {
    const { parts, problems } = await readProject(fileOf(files, 'compose.yaml'), files['compose.yaml'] ?? '')
    const web = parts.flatMap(({ services }) => services).find(({ name }) => name === 'web')
    const their = asMembers(JSON.parse(theirs[at] ?? '{}') as unknown)
    if (their['web'] === undefined) {
      // A file that is laid over another in an include must not repeat an option; here it may.
      refused.push(asText(their['error']) ?? 'no service')
      continue
    }
    const mine = normalize(web?.value)
    const right = normalize(their['web'])
    const members = Object.keys({ ...asMembers(mine), ...asMembers(right) }).filter(
      (name) => !isDeepStrictEqual(copy(asMembers(mine)[name]), copy(asMembers(right)[name])),
    )
    if (members.length + problems.length > 0)
      wrong.push({
        files,
        problems,
        different: members.map((name) => [name, asMembers(mine)[name], asMembers(right)[name]]),
      })
  }
  expect(wrong).toEqual([])
  expect(refused.filter((error) => !/security_opt items at \d and \d are equal/.test(error))).toEqual([])
  expect(refused.length).toBeLessThan(40)
})

const copy = (value: unknown): unknown => (value === undefined ? value : JSON.parse(JSON.stringify(value)))

function fileOf(files: Readonly<Record<string, string>>, path: string): IacFile {
  return {
    kind: 'iac',
    id: path,
    name: path,
    path,
    bytes: Buffer.from(files[path] ?? ''),
    sibling: async (other) => (other in files ? fileOf(files, other) : undefined),
  }
}
