import { requireGoProgram, run } from '@veinmind/services'
import { createRandom } from '@veinmind/testing'
import { beforeAll, expect, test } from 'vitest'
import { firstWordOf } from './environment.ts'
import { finalStage, lastOf } from './model.ts'
import { parseDockerfile } from './parse-dockerfile.ts'

/** Prints the user of the image that BuildKit makes of each Dockerfile (a line of JSON text), or null where it refuses it. */
const SOURCE = `package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
)

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
		result, err := dockerfile2llb.Dockerfile2LLB(context.Background(), []byte(text), dockerfile2llb.ConvertOpt{})
		if err != nil {
			fmt.Println("null")
			continue
		}
		out, _ := json.Marshal(result.Image.Config.User)
		fmt.Println(string(out))
	}
}
`

let program = ''
beforeAll(async () => {
  program = await requireGoProgram({
    name: 'buildkit-user',
    source: SOURCE,
    requires: ['github.com/moby/buildkit v0.34.2'],
  })
})

const random = createRandom(20_261_130)
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const many = <T>(most: number, make: () => T): T[] => Array.from({ length: Math.floor(random() * (most + 1)) }, make)

const VALUES = [
  '0',
  'root',
  '"app"',
  "'a b'",
  '1000:1000',
  '$A',
  '${B}',
  '"$C"',
  "'$A'",
  '\\$A',
  '${A:-0}',
  '${B-x}',
  '${C:+y}',
  '"${A:-"$B"}"',
  '${A:-${B:-z}}',
  '${A#r*}',
  '${A##*o}',
  '${B%o*}',
  '${B%%o*t}',
  '${A/o/0}',
  '${A//o/0}',
  '${C?}',
  'x${A}y',
  '"a\\"b"',
  '${A:-a}${B:-b}',
  '\\a',
  '"\\n$A"',
  '$',
  '$1',
  '${A/o*/}',
  '${A%?}',
  '${A#\\r}',
]
const setting = (): string =>
  pick([
    () => `ARG ${pick(['A', 'B', 'C'])}`,
    () => `ARG ${pick(['A', 'B', 'C'])}=${pick(VALUES)}`,
    () => `ARG A=${pick(VALUES)} B=${pick(VALUES)}`,
    () => `ENV ${pick(['A', 'B', 'C'])}=${pick(VALUES)}`,
    () => `ENV A=${pick(VALUES)} B=${pick(VALUES)}`,
    () => `ENV ${pick(['A', 'B'])} ${pick(VALUES)}`,
    () => `USER ${pick(VALUES)}`,
  ])()
const globalSetting = (): string => `ARG ${pick(['A', 'B', 'C'])}=${pick(VALUES)}`

test('the user of 4,000 images is who BuildKit makes it', async () => {
  const texts = Array.from({ length: 4_000 }, () =>
    [
      ...many(2, globalSetting),
      'FROM scratch AS one',
      ...many(4, setting),
      ...(random() < 0.4 ? ['FROM one', ...many(3, setting)] : []),
      `USER ${pick(VALUES)}`,
    ].join('\n'),
  )
  const { stdout } = await run(program, [], { input: texts.map((text) => `${JSON.stringify(text)}\n`).join('') })
  const theirs = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  const wrong = texts.flatMap((text, index) => {
    const file = parseDockerfile(text)
    const stage = finalStage(file)
    const user = stage && lastOf(stage, 'USER')
    const mine = stage && user && firstWordOf(file, stage, user)?.text
    return theirs[index] === null || mine === theirs[index] ? [] : [JSON.stringify([text, mine, theirs[index]])]
  })
  expect(wrong.slice(0, 20)).toEqual([])
  expect(theirs.filter((one) => one !== null).length).toBeGreaterThan(2_000)
})
