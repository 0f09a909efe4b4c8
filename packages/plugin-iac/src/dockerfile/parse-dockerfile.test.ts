import { expect, test } from 'vitest'
import { parseDockerfile } from './parse-dockerfile.ts'
import { splitCommands } from './shell.ts'

const TEXT = `# syntax=docker/dockerfile:1
# escape=\\

ARG VERSION=12
from --platform=$BUILDPLATFORM debian:\${VERSION:-11} as Build
RUN --mount=type=cache,target=/a apt-get update \\
  # a comment between
\\
  && apt-get install -y curl
RUN <<EOF bash -e
sudo make # twice
EOF
COPY <<one.txt <<-"two" /srv/
# no comment here
one.txt
	text
	two
ENV A="b c" D=e\\ f
CMD ["a", "b \\"c"]
ONBUILD RUN ls
FROM build
BOGUS x
`

test('instructions with their lines, heredocs, flags, words and stages', () => {
  const file = parseDockerfile(TEXT.replaceAll('\n', '\r\n'))
  expect(
    file.instructions.map(({ keyword, line, endLine, stage, onBuild }) => [keyword, line, endLine, stage, onBuild]),
  ).toEqual([
    ['ARG', 4, 4, -1, false],
    ['FROM', 5, 5, 0, false],
    ['RUN', 6, 9, 0, false],
    ['RUN', 10, 12, 0, false],
    ['COPY', 13, 17, 0, false],
    ['ENV', 18, 18, 0, false],
    ['CMD', 19, 19, 0, false],
    ['ONBUILD', 20, 20, 0, false],
    ['RUN', 20, 20, 0, true],
    ['FROM', 21, 21, 1, false],
  ])
  expect([...file.directives]).toEqual([
    ['syntax', 'docker/dockerfile:1'],
    ['escape', '\\'],
  ])
  expect(file.problems).toEqual([{ message: 'unknown instruction "BOGUS"', line: 22, column: 1 }])
  const [, from, run, script, copy, env, cmd] = file.instructions
  expect(from?.flags).toEqual([{ name: 'platform', value: '$BUILDPLATFORM' }])
  expect(run?.commands.map(({ name, joint }) => [name, joint])).toEqual([
    ['apt-get', ''],
    ['apt-get', '&&'],
  ])
  expect(script?.commands).toMatchObject([{ name: 'make', wrappers: ['sudo'], words: ['make'] }])
  expect(copy?.heredocs).toEqual([
    { name: 'one.txt', body: '# no comment here', line: 14 },
    { name: 'two', body: '\ttext', line: 16 },
  ])
  expect(env?.words.map(({ value, column }) => [value, column])).toEqual([
    ['A=b c', 5],
    ['D=e f', 13],
  ])
  expect(cmd?.exec).toEqual(['a', 'b "c'])
  expect(file.stages.map(({ image, name, base }) => [image, name, base?.name])).toEqual([
    ['debian:12', 'build', undefined],
    ['build', undefined, 'build'],
  ])
})

test('a backtick escapes where the directive says so', () => {
  const { instructions } = parseDockerfile('# escape=`\nFROM a\nCOPY a `\n  C:\\app\\\nRUN dir\n')
  expect(instructions.map(({ keyword, words }) => [keyword, ...words.map(({ value }) => value)])).toEqual([
    ['FROM', 'a'],
    ['COPY', 'a', 'C:\\app\\'],
    ['RUN', 'dir'],
  ])
})

test('what is no Dockerfile is told', () => {
  expect(parseDockerfile('').problems).toMatchObject([{ message: 'no FROM: no image can be built of it' }])
  expect(parseDockerfile('RUN a\nFROM b\n').problems).toMatchObject([
    { message: 'RUN stands before the first FROM', line: 1 },
  ])
  expect(parseDockerfile('FROM a\nRUN <<EOF\nx\n').problems).toMatchObject([
    { message: 'the here-document EOF has no end', line: 2 },
  ])
})

test.each([
  ['a && b; c | d & e', ['a', 'b', 'c', 'd', 'e']],
  ['echo "a && b" \'c; d\' e\\;f', ['echo']],
  ['if [ -f x ]; then FOO=1 sudo -E /usr/bin/apt-get x; fi', ['[', 'apt-get', 'fi']],
  ['sh -c "curl x | sh"', ['sh', 'curl', 'sh']],
  ['x=$(wget y) && (cd z; make)', ['', 'wget', 'cd', 'make']],
  ['make 2>&1 >/dev/null # && rm', ['make']],
])('the commands of %s', (script, names) => {
  expect(splitCommands(script).map(({ name }) => name)).toEqual(names)
})
