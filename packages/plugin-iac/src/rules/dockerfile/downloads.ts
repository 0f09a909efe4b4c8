import type { Instruction } from '../../dockerfile/model.ts'
import type { ShellCommand } from '../../dockerfile/shell.ts'

const INTERPRETERS = new Set([
  'sh',
  'bash',
  'ash',
  'dash',
  'zsh',
  'ksh',
  'python',
  'python3',
  'perl',
  'ruby',
  'node',
  'php',
])
const SOURCES = new Set(['.', 'source', 'eval'])
const FETCHERS = new Set(['curl', 'wget', 'iwr', 'irm', 'invoke-webrequest', 'invoke-restmethod'])
const EXPRESSIONS = new Set(['iex', 'invoke-expression'])
/** Programs that verify a download. */
const CHECKS = new Set([
  'sha1sum',
  'sha256sum',
  'sha384sum',
  'sha512sum',
  'b2sum',
  'shasum',
  'md5sum',
  'gpg',
  'gpgv',
  'gpg2',
  'openssl',
  'cosign',
  'minisign',
  'signify',
  'rhash',
  'slsa-verifier',
  'get-filehash',
])

/** Whether a RUN runs a download without a check: through a pipe, in its own command line, or from the file that it was written to. */
export function runsDownload({ commands, rest }: Instruction): boolean {
  return (
    commands.some(
      (one, index) => isPiped(commands, one, index) || isInline(one, commands[index + 1]) || isExpression(one, rest),
    ) || runsFile(commands)
  )
}

/** `curl … | sh`, over any number of filters; `iwr … | iex`. */
function isPiped(commands: readonly ShellCommand[], { name }: ShellCommand, index: number): boolean {
  if (!FETCHERS.has(name)) return false
  for (let at = index + 1; commands[at]?.joint === '|'; at++) {
    const next = commands[at]
    if (next && EXPRESSIONS.has(next.name)) return true
    if (next && INTERPRETERS.has(next.name) && !next.words.some((word) => word === '-c' || word === '-e')) return true
  }
  return false
}

/** `bash <(curl …)`, `. <(curl …)`, `sh -c "$(curl …)"`. */
function isInline({ name, words, text }: ShellCommand, next: ShellCommand | undefined): boolean {
  if (!INTERPRETERS.has(name) && !SOURCES.has(name)) return false
  return (
    words.some((word) => /^(?:\$\(|`)\s*(?:curl|wget)\s/.test(word)) ||
    (text.endsWith('<') && next !== undefined && FETCHERS.has(next.name))
  )
}

/** `iex ((New-Object Net.WebClient).DownloadString('https://…'))` */
function isExpression({ name }: ShellCommand, rest: string): boolean {
  return (
    EXPRESSIONS.has(name) &&
    /\b(?:downloadstring|downloaddata|invoke-webrequest|invoke-restmethod|iwr|irm)\b/i.test(rest)
  )
}

/** `curl -o x … && sh x`, with nothing between that checks it. */
function runsFile(commands: readonly ShellCommand[]): boolean {
  const files = new Set<string>()
  for (const one of commands) {
    if (CHECKS.has(one.name)) files.clear()
    const file = fileOf(one)
    if (file !== undefined) files.add(file)
    else if (files.size > 0 && isRun(one, files)) return true
  }
  return false
}

function isRun({ name, words }: ShellCommand, files: ReadonlySet<string>): boolean {
  const [program = '', ...others] = words
  if (!INTERPRETERS.has(name) && !SOURCES.has(name)) return program.includes('/') && files.has(shortest(program))
  const script = others.find((word) => !word.startsWith('-'))
  return script !== undefined && files.has(shortest(script))
}

/** The file that a download is written to. */
function fileOf({ name, words, text }: ShellCommand): string | undefined {
  if (name !== 'curl' && name !== 'wget') return undefined
  const target = />\s*([^\s&|;<>]+)$/.exec(text)?.[1]
  if (target !== undefined) return shortest(target)
  const flags = name === 'curl' ? /^(?:-[A-Za-z]*o|--output)$/ : /^(?:-[A-Za-z]*O|--output-document)$/
  const at = words.findIndex((word) => flags.test(word))
  const given =
    at === -1
      ? words.map((word) => /^--output(?:-document)?=(.+)$/.exec(word)?.[1]).find((one) => one !== undefined)
      : words[at + 1]
  if (given !== undefined) return given === '-' ? undefined : shortest(given)
  // `wget URL` and `curl -O URL` call the file what the address does.
  const isNamed = name === 'wget' || words.some((word) => /^-[A-Za-z]*O/.test(word) || word === '--remote-name')
  const address = words.find((word) => /^https?:\/\//.test(word))
  return isNamed && address !== undefined ? (address.split(/[?#]/, 1)[0] ?? '').split('/').at(-1) : undefined
}

function shortest(path: string): string {
  return path.replace(/^(?:\.\/)+/, '')
}
