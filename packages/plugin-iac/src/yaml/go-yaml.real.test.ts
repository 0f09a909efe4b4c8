import { requireGoProgram, run } from '@veinmind/services'
import { createRandom } from '@veinmind/testing'
import type { YamlReader } from '@veinmind/internal/text'
import { beforeAll, expect, test } from 'vitest'
import { parseYaml } from './parse-yaml.ts'

/** Prints, for each line of JSON text that it is given, what the reader makes of it: a list of documents, or null where it refuses. */
const SOURCE = `package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	yaml4 "go.yaml.in/yaml/v4"
	"k8s.io/apimachinery/pkg/util/yaml"
)

func kubernetes(text string) any {
	documents := []any{}
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		var document any
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents
		}
		if err != nil {
			return nil
		}
		if document != nil {
			documents = append(documents, document)
		}
	}
}

func compose(text string) any {
	var document any
	if err := yaml4.Unmarshal([]byte(text), &document); err != nil {
		return nil
	}
	return []any{document}
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
		read := kubernetes
		if os.Args[1] == "compose" {
			read = compose
		}
		out, err := json.Marshal(read(text))
		if err != nil {
			out = []byte("null")
		}
		fmt.Println(string(out))
	}
}
`

let program = ''
beforeAll(async () => {
  program = await requireGoProgram({
    name: 'go-yaml',
    source: SOURCE,
    requires: ['go.yaml.in/yaml/v4 v4.0.0-rc.4', 'k8s.io/apimachinery v0.36.3', 'sigs.k8s.io/yaml v1.6.0'],
  })
})

async function theirs(reader: YamlReader, texts: readonly string[]): Promise<readonly unknown[]> {
  const { stdout } = await run(program, [reader], { input: texts.map((text) => `${JSON.stringify(text)}\n`).join('') })
  return stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

const ours = (reader: YamlReader, text: string): unknown =>
  JSON.parse(JSON.stringify(parseYaml(text, reader).documents.map(({ value }) => value)))

const WORDS = [
  'y',
  'Y',
  'yes',
  'Yes',
  'YES',
  'yEs',
  'n',
  'N',
  'no',
  'No',
  'NO',
  'nO',
  'on',
  'On',
  'ON',
  'oN',
  'off',
  'Off',
  'OFF',
  'true',
  'True',
  'TRUE',
  'tRUE',
  'false',
  'False',
  'FALSE',
  't',
  'f',
  'null',
  'Null',
  'NULL',
  'nil',
  '~',
  '""',
  "''",
  '"yes"',
  "'0644'",
  '"1"',
  '',
  '<',
  '>a',
  '0',
  '-0',
  '+0',
  '00',
  '0644',
  '0o644',
  '0O17',
  '08',
  '0o8',
  '0x1F',
  '0X1f',
  '-0x1F',
  '0b101',
  '-0b11',
  '0B1',
  '1_000',
  '0_7',
  '_1',
  '1_',
  '0x_f',
  '-',
  '+',
  '+1',
  '-1',
  '--1',
  '1-',
  '12e03',
  '1e3',
  '1e',
  '1e999',
  '.5',
  '.5e3',
  '5.',
  '-.5',
  '+.5',
  '.e1',
  '1.5_0',
  '.5_0',
  '1.2.3',
  '.',
  '1:30',
  '190:20:30',
  '-1:30',
  '1:30.5',
  '2001-01-01',
  '2001-12-14t21:59:43.10-05:00',
  '2001-12-14 21:59:43',
  '20:03:20',
  '9223372036854775807',
  '9223372036854775808',
  '18446744073709551615',
  '18446744073709551616',
  '-9223372036854775808',
  '-9223372036854775809',
  '0xFFFFFFFFFFFFFFFF',
  '0x1FFFFFFFFFFFFFFFF',
  '0o7777777777777777777777',
  '!!str yes',
  '!!str 0644',
  '!!bool yes',
  '!!bool "on"',
  '!!int "3"',
  '!!float 3',
  '!!null ~',
  '!other yes',
  '! yes',
  '.5.5',
  'privileged',
  '1st',
  'ok',
]

const random = createRandom(20_261_130)
const PARTS = [
  '0',
  '1',
  '7',
  '8',
  '9',
  '12',
  '_',
  '.',
  'e',
  'E',
  '+',
  '-',
  'x',
  'o',
  'b',
  'f',
  ':',
  'a',
  'y',
  'n',
  'es',
  'on',
]
const made = Array.from({ length: 3_000 }, () =>
  Array.from({ length: 1 + Math.floor(random() * 6) }, () => PARTS[Math.floor(random() * PARTS.length)]).join(''),
).filter((word) => !/^[-:?]$|:$/.test(word))

test.each(['kubernetes', 'compose'] as const)('words mean to us what they mean to %s', async (reader) => {
  const words = [...WORDS, ...made]
  const texts = words.map((word) => `a: ${word}\nlist: [${/[[\]{},]|^[!"'<>]|^$/.test(word) ? 'x' : word}]\n`)
  const read = await theirs(reader, texts)
  const wrong = texts.flatMap((text, index) => {
    const mine = ours(reader, text)
    const same = read[index] === null || JSON.stringify(mine) === JSON.stringify(read[index])
    return same || isStamp(words[index] ?? '', reader) ? [] : [JSON.stringify([words[index], mine, read[index]])]
  })
  expect(wrong).toEqual([])
  expect(read.filter((one) => one === null).length).toBeLessThan(200)
})

/** A timestamp is a text to Kubernetes; to compose's reader it is a time, which JSON writes otherwise. */
const isStamp = (word: string, reader: YamlReader): boolean => reader === 'compose' && /^\d{4}-/.test(word)

test('names of members are what Kubernetes makes of them', async () => {
  const words = [...WORDS, ...made].filter((word) => !/^[!"'<>?-]|^$|^~$|^null$|: /i.test(word))
  const texts = words.map((word) => `${word}: 1\n`)
  const read = await theirs('kubernetes', texts)
  // Numbers beyond what a double holds, and with more digits than a float32, are named by no person.
  const isExact = (word: string): boolean => word.replaceAll(/\D/g, '').length < 7 && !/e/i.test(word)
  expect(
    texts.flatMap((text, index) =>
      read[index] === null ||
      !isExact(words[index] ?? '') ||
      JSON.stringify(ours('kubernetes', text)) === JSON.stringify(read[index])
        ? []
        : [JSON.stringify([text, ours('kubernetes', text), read[index]])],
    ),
  ).toEqual([])
})

test('streams are as many objects as Kubernetes reads in them', async () => {
  const one = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a}{\\"b"}}'
  const pieces = [
    one,
    '{"a": {"b": [1, {"c": "}"}]}}',
    'a: yes\n',
    '\n---\n',
    '\n',
    ' ',
    '--- \n',
    '\n--- # c\n',
    '# c\n',
    '{}',
    '{"a":"\\\\"}',
  ]
  const texts = Array.from({ length: 400 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 5) }, () => pieces[Math.floor(random() * pieces.length)]).join(''),
  )
  texts.push(`${one}${one}`, `${one}\n${one}\n`, `${one}\n---\na: yes\n`)
  const read = await theirs('kubernetes', texts)
  const wrong = texts.flatMap((text, index) => {
    const mine = parseYaml(text, 'kubernetes')
    const values = (ours('kubernetes', text) as unknown[]).filter((value) => value !== null)
    // Of a stream behind a `---` Kubernetes drops all but the first object, without a word; we check them.
    const isDropped = /---[^{]*\{.*\}\s*\{/s.test(text) && isPartOf(read[index], values)
    return read[index] === null ||
      mine.problems.length > 0 ||
      JSON.stringify(values) === JSON.stringify(read[index]) ||
      isDropped
      ? []
      : [JSON.stringify([text, values, read[index]])]
  })
  expect(wrong).toEqual([])
  expect(read.filter((value) => value !== null).length).toBeGreaterThan(150)
})

function isPartOf(part: unknown, whole: readonly unknown[]): boolean {
  const there = new Set(whole.map((one) => JSON.stringify(one)))
  return Array.isArray(part) && part.every((one) => there.has(JSON.stringify(one)))
}
