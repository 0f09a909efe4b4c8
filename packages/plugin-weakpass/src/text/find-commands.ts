import { isCommented } from './comments.ts'
import type { Setting } from './find-settings.ts'
import { createLines } from './lines.ts'

const QUOTED = String.raw`(?:'(?<one>[^'\n\\]{1,128})'|"(?<two>[^"\n\\]{1,128})")`
const WORD = String.raw`(?:'(?<one>[^'\n]{1,128})'|"(?<two>[^"\n]{1,128})"|(?<bare>[^\s"'|;&<>$\x60]{1,128}))`

interface Form {
  readonly name: string
  readonly pattern: RegExp
}

/** Statements and commands that a password is given to. */
const FORMS: readonly Form[] = [
  {
    name: 'IDENTIFIED BY',
    pattern: new RegExp(
      String.raw`(?:\b(?:USER|TO)\s{1,4}(?:IF\s{1,4}NOT\s{1,4}EXISTS\s{1,4})?['"\x60]?(?<user>[\w.-]{1,64})['"\x60]?(?:\s{0,4}@\s{0,4}['"\x60]?[\w.%-]{1,64}['"\x60]?)?\s{1,8})?\bIDENTIFIED\s{1,4}(?:WITH\s{1,4}['"]?\w{1,40}['"]?\s{1,4})?BY\s{1,4}${QUOTED}`,
      'gi',
    ),
  },
  {
    name: 'PASSWORD',
    pattern: new RegExp(
      String.raw`\b(?:USER|ROLE|LOGIN)\s{1,4}["\[]?(?<user>[\w.-]{1,64})["\]]?\s{1,8}(?:(?:WITH|LOGIN|SUPERUSER|CREATEDB|CREATEROLE|REPLICATION|ENCRYPTED|UNENCRYPTED|INHERIT)\s{1,8}){0,7}PASSWORD\s{0,4}=?\s{0,4}${QUOTED}`,
      'gi',
    ),
  },
  { name: 'PASSWORD()', pattern: new RegExp(String.raw`\bPASSWORD\(\s{0,4}${QUOTED}\s{0,4}\)`, 'gi') },
  {
    name: 'chpasswd',
    pattern:
      /(?:\becho|\bprintf)\s{1,4}(?:-[en]{1,2}\s{1,4}){0,2}["']?(?<user>[\w.-]{1,64}):(?<bare>[^\s"'|\\$]{1,128})(?:\\n)?["']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?(?:\/usr\/sbin\/)?chpasswd\b/g,
  },
  {
    name: 'passwd --stdin',
    pattern:
      /(?:\becho|\bprintf)\s{1,4}(?:-[en]{1,2}\s{1,4}){0,2}["']?(?<bare>[^\s"'|\\$]{1,128})(?:\\n)?["']?\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?passwd\s{1,4}--stdin\b(?:\s{1,4}(?<user>[\w.-]{1,64}))?/g,
  },
  { name: 'sshpass -p', pattern: new RegExp(String.raw`\bsshpass\s{1,4}-p\s{0,4}${WORD}`, 'g') },
  { name: 'redis-cli -a', pattern: new RegExp(String.raw`\bredis-cli\b[^\n|;&]{0,80}?\s-a\s{1,4}${WORD}`, 'g') },
  {
    name: 'mysql -p',
    pattern: new RegExp(
      String.raw`\b(?:mysql|mysqladmin|mysqldump|mariadb|mariadb-dump|mariadb-admin)\b[^\n|;&]{0,120}?\s-p${WORD}`,
      'g',
    ),
  },
  {
    name: 'login -p',
    pattern: new RegExp(
      String.raw`\b(?:docker|podman|helm registry|skopeo|buildah|oras|crane auth)\s{1,4}login\b[^\n|;&]{0,100}?\s-p\s{0,4}${WORD}`,
      'g',
    ),
  },
  {
    name: 'setPassword',
    pattern: new RegExp(String.raw`\b(?:set|with|and)Pass(?:word|wd)\(\s{0,4}${QUOTED}\s{0,4}\)`, 'gi'),
  },
  { name: 'jdbc:oracle', pattern: /\bjdbc:oracle:(?:thin|oci):(?<user>[\w.-]{1,64})\/(?<bare>[^\s@"'/]{1,64})@/g },
  {
    name: '.pgpass',
    pattern: /^[\w.*-]{1,128}:(?:\d{1,5}|\*):[\w.*-]{1,64}:(?<user>[\w.*-]{1,64}):(?<bare>[^\s:]{1,128})$/gm,
  },
  {
    name: 'curl -u',
    pattern:
      /\bcurl\b[^\n|;&]{0,120}?\s(?:-u\s{0,4}|--user[ =])["']?(?<user>[\w.@-]{1,64}):(?<bare>[^\s"'|;&<>$`]{1,128})/g,
  },
]

/** A file without any of these keywords has none of the commands. */
export const COMMAND_KEYWORDS: readonly string[] = [
  'identified',
  'chpasswd',
  'passwd --stdin',
  'sshpass',
  'redis-cli',
  'curl ',
  'jdbc:oracle',
  ':5432:',
  ':*:',
  'mysql',
  'mariadb',
  'docker login',
  'podman login',
]

/** Passwords that statements of SQL and commands are given. */
export function findCommands(text: string): readonly Setting[] {
  const found: Setting[] = []
  const lines = createLines(text)
  for (const { name, pattern } of FORMS) {
    for (const { groups, index, 0: whole } of text.matchAll(pattern)) {
      const value = groups?.['one'] ?? groups?.['two'] ?? groups?.['bare']
      if (value === undefined || found.length >= 1000 || isCommented(text, index)) continue
      found.push({
        name,
        value,
        user: groups?.['user'] ?? /\s-u\s{0,2}([\w.-]{1,64})/.exec(whole)?.[1] ?? '',
        line: lines(index),
      })
    }
  }
  return found
}
