import { baseName } from '@veinmind/sdk'
import table from './programs.json' with { type: 'json' }

/** What a program does for somebody who runs it with another user's rights. */
export type Effect = 'shell' | 'command' | 'library' | 'write' | 'read' | 'connect'

/** With which rights a program is dangerous: `limited` is set-user-ID, where the shell that it starts gives the rights up. */
export type Means = 'setuid' | 'limited' | 'sudo' | 'capabilities'

/** A program that can be misused when it is run with more rights. */
export interface Program {
  readonly name: string
  readonly means: ReadonlySet<Means>
  readonly effects: ReadonlySet<Effect>
}

const PROGRAMS: ReadonlyMap<string, Program> = new Map(
  Object.entries(table).map(([name, [means = '', effects = '']]) => [
    name,
    { name, means: new Set(means.split(' ') as Means[]), effects: new Set(effects.split(' ') as Effect[]) },
  ]),
)

/** Names under which distributions ship a program of the table, where no suffix tells it. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  nodejs: 'node',
  netcat: 'nc',
  ncat: 'nc',
  rbash: 'bash',
  'bash-static': 'bash',
  gvim: 'vim',
  nvim: 'vim',
  pypy: 'python',
  'python-config': '',
  'perl-static': 'perl',
  'ld-linux': 'ld.so',
  'ld-musl': 'ld.so',
}

/**
 * Suffixes that distributions add to a name: a version (`python3.11`, `perl5.36.0`, `php8.2`), a build (`vim.basic`, `nc.openbsd`,
 * `bash-static`), or the architecture (`-x86_64-linux-gnu`).
 */
const SUFFIX =
  /(?:[.-]?\d+(?:\.\d+){0,3}[a-z]?|[.-](?:basic|tiny|nox|gtk\d?|athena|traditional|openbsd|static|real|distrib|orig|bin|multiarch|gnu|cgi|cli|fpm|dbg|[a-z0-9_]{3,10}-linux-(?:gnu\w*|musl\w*)|so))$/

/** The program of the table that a file's name means; `undefined` for all others. */
export function programNamed(fileName: string): Program | undefined {
  let name = baseName(fileName)
  for (let round = 0; round < 5; round += 1) {
    const known = PROGRAMS.get(name) ?? PROGRAMS.get(OTHER_NAMES[name] ?? '')
    if (known !== undefined) return known
    const shorter = name.replace(SUFFIX, '')
    if (shorter === name || shorter.length < 2) return undefined
    name = shorter
  }
  return undefined
}

/** What a program does, in words of a sentence. */
export function effectsText(effects: ReadonlySet<Effect>): string {
  return [...effects].map((effect) => EFFECT_TEXTS[effect]).join(', ')
}

const EFFECT_TEXTS: Readonly<Record<Effect, string>> = {
  shell: 'starts a shell',
  command: 'runs any command',
  library: 'loads any library',
  write: 'writes any file',
  read: 'reads any file',
  connect: 'connects to the network',
}
