import { isDeepStrictEqual } from 'node:util'
import { requireGoProgram, run } from '@veinmind/services'
import { createRandom } from '@veinmind/testing'
import { beforeAll, expect, test } from 'vitest'
import { asMembers } from '../values.ts'
import { readProject } from './read-project.ts'

/** Prints, for each compose file (a line of JSON text), its service as the library of docker compose loads it with no variable set, or null. */
const SOURCE = `package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/sirupsen/logrus"
)

func load(text string) any {
	details := types.ConfigDetails{
		WorkingDir:  "/nothing",
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: []byte(text)}},
		Environment: types.Mapping{},
	}
	model, err := loader.LoadModelWithContext(context.Background(), details, func(o *loader.Options) {
		o.SkipConsistencyCheck = true
		o.SkipNormalization = true
		o.ResolvePaths = false
		o.SetProjectName("p", true)
	})
	if err != nil {
		return nil
	}
	return model["services"].(map[string]any)["web"]
}

func main() {
	logrus.SetOutput(io.Discard)
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
		out, _ := json.Marshal(load(text))
		fmt.Println(string(out))
	}
}
`

let program = ''
beforeAll(async () => {
  program = await requireGoProgram({
    name: 'compose-load',
    source: SOURCE,
    requires: ['github.com/compose-spec/compose-go/v2 v2.16.2', 'github.com/sirupsen/logrus v1.9.3'],
  })
})

const random = createRandom(20_261_130)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T

const BOOLEANS = ['true', 'false', 'yes', 'no', 'on', 'off', 'True', 'FALSE', 'Yes', 'y', 'N', 'oN']
/** Ways to write a value; the last are none where nobody sets the variable. */
const WAYS: readonly ((value: string) => string)[] = [
  (value) => value,
  (value) => `"${value}"`,
  (value) => `'${value}'`,
  (value) => `\${X:-${value}}`,
  (value) => `"\${X-${value}}"`,
  (value) => `\${X:-\${Y-${value}}}`,
  (value) => `"\${X:-}${value}"`,
  (value) => `\${X:+no}${value}`,
]
const written = (value: string): string => pick(WAYS)(value)

const FIELDS: Readonly<Record<string, () => string>> = {
  ...Object.fromEntries(
    ['privileged', 'read_only', 'init', 'tty', 'stdin_open', 'oom_kill_disable'].map((name) => [
      name,
      () => written(pick(BOOLEANS)),
    ]),
  ),
  ...Object.fromEntries(
    ['network_mode', 'pid', 'ipc', 'uts', 'userns_mode', 'cgroup'].map((name) => [
      name,
      () => written(pick(['host', 'private'])),
    ]),
  ),
  user: () => written(pick(['root', 'app'])),
  hostname: () =>
    JSON.stringify(
      Array.from({ length: 1 + Math.floor(random() * 7) }, () =>
        pick([
          '$',
          '}',
          '${A:-${B-c}}',
          '$$',
          '${A}',
          '$A',
          '${A:-',
          '${A-',
          '${A:+',
          '${B_2',
          'x',
          '-',
          ':',
          ' ',
          '1',
        ]),
      ).join(''),
    ),
  security_opt: () => `[${written('seccomp:unconfined')}]`,
  cap_add: () => `[${written('ALL')}, ${written('SYS_ADMIN')}]`,
  environment: () => `{A: ${written('secret')}, B: "a$$b"}`,
  healthcheck: () => `{disable: ${written(pick(BOOLEANS))}}`,
  volumes: () => `[{type: bind, source: ${written('/')}, target: /host, read_only: ${written(pick(BOOLEANS))}}]`,
}

/** A variable without a default is nothing to compose, which says so; to us it is not known. */
const blank = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null).replaceAll(/\$\{\w+\}/g, ''))

test('3,000 services are loaded as the library of docker compose loads them', async () => {
  const texts = Array.from({ length: 3_000 }, (_, round) => {
    const names = Object.keys(FIELDS)
    const name = names[round % names.length] ?? ''
    return { name, text: `services:\n  web:\n    image: a:1\n    ${name}: ${FIELDS[name]?.()}\n` }
  })
  const { stdout } = await run(program, [], { input: texts.map(({ text }) => `${JSON.stringify(text)}\n`).join('') })
  const theirs = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  const wrong: string[] = []
  const compared = new Map<string, number>()
  for (const [index, { name, text }] of texts.entries()) {
    const { parts } = await readProject({ path: 'compose.yaml' }, text)
    // What it makes of a variable that is not closed is an accident.
    if (theirs[index] === null || isOpen(text)) continue
    const mine = blank(parts[0]?.services[0]?.value[name])
    const right = blank(asMembers(theirs[index])[name])
    if (!isDeepStrictEqual(mine, right)) wrong.push(JSON.stringify([text, mine, right]))
    compared.set(name, (compared.get(name) ?? 0) + 1)
  }
  expect(wrong).toEqual([])
  expect(Object.keys(FIELDS).filter((name) => (compared.get(name) ?? 0) < 40)).toEqual([])
})

function isOpen(text: string): boolean {
  let depth = 0
  for (const mark of text.match(/\$\{|\}/g) ?? []) depth = Math.max(0, depth + (mark === '}' ? -1 : 1))
  return depth > 0
}
