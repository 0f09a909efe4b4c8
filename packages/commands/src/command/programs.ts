/** Shells that read the language of this package. */
export const SHELLS: ReadonlySet<string> = new Set(
  // fish, csh, tcsh and elvish have grammars of their own, but the commands that we look for are written alike.
  'sh bash ash dash zsh ksh ksh93 mksh pdksh yash rbash posh hush lksh fish csh tcsh elvish'.split(' '),
)

/** Programs that run the command behind their options. */
const RUN_NEXT =
  'sudo doas env exec command builtin nohup setsid nice ionice stdbuf time eatmydata busybox toybox unbuffer strace ltrace ' +
  'catchsegv fakeroot unshare nsenter caffeinate daemonize rlwrap proot torsocks torify proxychains proxychains4 pkexec ' +
  'systemd-run systemd-inhibit dumb-init tini chronic noglob nocorrect ld-linux-x86-64.so.2'
/** Programs that run the command behind their options and one word of their own (`timeout 5 …`). */
const RUN_SECOND = 'timeout taskset chrt chroot setpriv su-exec gosu flock runcon cpulimit'

/** Programs that run the command behind their options: how many words of their own stand before it. */
export const WRAPPERS: ReadonlyMap<string, number> = new Map([
  ...RUN_NEXT.split(' ').map((name) => [name, 0] as const),
  ...RUN_SECOND.split(' ').map((name) => [name, 1] as const),
])

/** Options of a wrapper that have a value behind them. */
export const WRAPPER_VALUES: Readonly<Record<string, string>> = {
  sudo: 'ugpCThrRD',
  doas: 'uC',
  env: 'uCS',
  exec: 'a',
  nice: 'n',
  ionice: 'cnp',
  stdbuf: 'ioe',
  timeout: 'ks',
  taskset: '',
  flock: 'wE',
  nsenter: 'tSGw',
  'systemd-run': 'pu',
  cpulimit: 'lpe',
  strace: 'eopsPuEaX',
  unshare: 'SGRw',
}

/** A language by the name of its interpreter, and the options behind which its program stands. */
export interface Interpreter {
  readonly language: string
  readonly options: RegExp
  /** The first word that is no option is the program. */
  readonly isFirst?: true
}

const INTERPRETERS: readonly (readonly [pattern: RegExp, Interpreter])[] = [
  [/^(?:python|pypy|jython|ipython)[\d.]*$/, { language: 'python', options: /^-[A-Za-z]*c$/ }],
  [/^perl[\d.]*$/, { language: 'perl', options: /^-[A-Za-z]*[eE]$/ }],
  [/^j?ruby[\d.]*$/, { language: 'ruby', options: /^-[a-z]*e$/ }],
  [/^php[\d.]*$/, { language: 'php', options: /^-[a-z]*[rBR]$|^--run$/ }],
  [/^(?:node|nodejs|bun|deno|qjs)$/, { language: 'node', options: /^(?:-[a-z]*[ep]|--eval|--print|eval)$/ }],
  [/^lua(?:jit)?[\d.-]*$/, { language: 'lua', options: /^-e$/ }],
  [/^(?:g|m|n)?awk$/, { language: 'awk', options: /^(?:-e|--source)$/, isFirst: true }],
  [/^(?:tclsh|wish|expect|jimsh)[\d.]*$/, { language: 'tcl', options: /^-c$/ }],
  [
    /^(?:groovy|jjs|jrunscript|jshell|scala|kotlin|kotlinc|java|clojure)$/,
    { language: 'java', options: /^-e$|^--eval$/ },
  ],
  [/^(?:pwsh|powershell)(?:\.exe)?$/i, { language: 'powershell', options: /^-(?:c|command)$/i }],
  [
    /^(?:R|Rscript|julia|elixir|iex|guile|racket|raku|crystal|swift|ghc|octave|sbcl|emacs|nim)$/,
    { language: 'other', options: /^(?:-e|-c|-eval|--eval|eval)$/ },
  ],
  [/^erl$/, { language: 'other', options: /^-eval$/ }],
  [/^(?:gdb|vim?|vimdiff|rview|rvim|nvim|view)$/, { language: 'other', options: /^(?:-c|-ex|--cmd|-eval-command)$/ }],
]

export function interpreterOf(name: string): Interpreter | undefined {
  return INTERPRETERS.find(([pattern]) => pattern.test(name))?.[1]
}

/** A language by the end of a file's name, or by the programs that its first line names. */
export function languageOfFile(path: string, firstLine = ''): string | undefined {
  const [, program = '', behindEnv] = /^#!\s*(?:\S*\/)?(\S+)(?:\s+(?:-S\s+)?(\S+))?/.exec(firstLine.slice(0, 256)) ?? []
  const interpreter = program === 'env' ? (behindEnv ?? '') : program
  if (SHELLS.has(interpreter)) return 'sh'
  const named = interpreterOf(interpreter)?.language
  if (named) return named
  return ENDINGS[/\.(\w{1,8})$/.exec(path)?.[1]?.toLowerCase() ?? '']
}

const ENDINGS: Readonly<Record<string, string>> = {
  sh: 'sh',
  bash: 'sh',
  zsh: 'sh',
  ksh: 'sh',
  py: 'python',
  pth: 'python',
  pl: 'perl',
  pm: 'perl',
  rb: 'ruby',
  php: 'php',
  js: 'node',
  mjs: 'node',
  cjs: 'node',
  lua: 'lua',
  awk: 'awk',
  tcl: 'tcl',
  exp: 'tcl',
  go: 'go',
  java: 'java',
  groovy: 'java',
  dart: 'other',
  jl: 'other',
  cr: 'other',
  rs: 'other',
  c: 'other',
  ps1: 'powershell',
}

/** Programs that connect to somewhere, and give what comes from there. */
export const CLIENTS: ReadonlySet<string> = new Set(
  (
    'nc ncat netcat nc.traditional nc.openbsd cryptcat pwncat rcat sbd dbd telnet socat websocat gs-netcat gsocket rustcat ' +
    'powercat'
  ).split(' '),
)

export const NETCATS: ReadonlySet<string> = new Set(
  [...CLIENTS].filter((name) => !['telnet', 'socat', 'websocat', 'gs-netcat', 'gsocket'].includes(name)),
)

/** Whether a path, or a name, is that of a program that takes commands. */
export function isCommandProgram(path: string): boolean {
  const name = baseName(path)
  return (
    SHELLS.has(name) || /^(?:cmd|powershell|pwsh)(?:\.exe)?$/i.test(name) || path === '$SHELL' || path === '${SHELL}'
  )
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
