import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '@veinmind/testing'
import { isReadable } from '../src/allow/skipped.ts'
import { textKindOf } from '../src/allow/text-kind.ts'
import { findInText } from '../src/find-in-text.ts'
import { isBinary, readText } from '../src/match/text.ts'
import { settingsOf } from '../src/options/options.ts'
import { WRITERS } from '../test/formats.ts'
import { drawPublicLines } from '../test/public-corpus.ts'

/**
 * What is found and what is told for nothing, on corpora of our own: `node scripts/corpora.ts [FOLDER…]`. Lines with a password or a token are made from a
 * seed; folders hold real packages (unpacked from npm, Debian or PyPI), of which every finding is printed to be looked at. With `--check` it fails where the
 * README has other figures.
 */
const SEED = 1130
const ROUNDS = 400
const random = createRandom(SEED)
const pick = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(random() * list.length)]
  if (one === undefined) throw new RangeError('an empty list')
  return one
}
const draw = (charset: string, length: number) =>
  Array.from({ length }, () => charset.charAt(Math.floor(random() * charset.length))).join('')

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const ALNUM = `${LOWER}${LOWER.toUpperCase()}0123456789`
const WORDS = ['winter', 'Harbour', 'copper', 'Falcon', 'bridge', 'Meadow', 'planet', 'Velvet', 'orchid', 'Tunnel']
const SECRETS: Readonly<Record<string, () => readonly [name: string, value: string]>> = {
  'passwords made up by people': () => [
    pick(['password', 'db_password', 'pass', 'smtp_pwd']),
    pick(WORDS) + pick(['!', '#', '@', '_', '$', '-', '']) + draw('0123456789', 3) + pick(['', '!', '%', '*']),
  ],
  'passwords made by programs': () => [
    pick(['password', 'admin_password', 'passphrase', 'userPassword']),
    draw(`${ALNUM}!#%*+-_?`, 12 + Math.floor(random() * 8)),
  ],
  'passwords of ten small letters': () => [pick(['password', 'root_password', 'pwd']), draw(LOWER, 10)],
  tokens: () => [
    pick(['api_key', 'auth_token', 'client_secret', 'accessToken', 'jwt_secret']),
    draw(pick([ALNUM, '0123456789abcdef', `${ALNUM}_-`]), pick([20, 24, 32, 40, 64])),
  ],
}
const STATEMENTS: Readonly<Record<string, readonly [path: string, write: (value: string) => string]>> = {
  setter: ['/srv/Main.java', (value) => `dataSource.setPassword("${value}");\n`],
  annotation: ['/srv/App.kt', (value) => `val password: String = "${value}"\n`],
  'C#': ['/srv/Program.cs', (value) => `var cs = "Server=db;User Id=sa;Password=${value};";\n`],
  SQL: ['/srv/init.sql', (value) => `CREATE USER 'app'@'%' IDENTIFIED BY '${value}';\n`],
  address: ['/srv/compose.yml', (value) => `    DATABASE_URL: postgres://app:${value}@db:5432/app\n`],
  command: ['/srv/backup.sh', (value) => `mysqldump -u root -p${value} app > dump.sql\n`],
  prose: ['/srv/NOTES.md', (value) => `Log in as admin, password: \`${value}\`.\n`],
}
const settings = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })

function search(path: string, bytes: Buffer) {
  const text = readText(bytes)
  return findInText(text, {
    rules: settings.content,
    kind: textKindOf(path, text.text.slice(0, 128)),
    path,
  }).hits
}

const rows: string[] = []
const addRow = (kind: string, found: string) => {
  rows.push(`| ${kind} | ${found} |`)
  process.stdout.write(`| ${kind} | ${found} |\n`)
}
const share = (found: number, of: number) => `${Math.floor((1000 * found) / of) / 10} %`

function measureRecall(): void {
  for (const [kind, make] of Object.entries(SECRETS)) {
    let found = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      const { path, write } = pick(Object.values(WRITERS))
      if (search(path, Buffer.from(write(...make()))).length > 0) found += 1
    }
    addRow(kind, share(found, ROUNDS))
  }
  for (const [kind, [path, write]] of Object.entries(STATEMENTS)) {
    let found = 0
    for (let round = 0; round < ROUNDS; round += 1)
      if (search(path, Buffer.from(write(draw(ALNUM, 14)))).length > 0) found += 1
    addRow(kind, share(found, ROUNDS))
  }
}

/** Lines as public code has them: `test/public-secrets.txt` and `test/public-harmless.txt`. */
function measurePublicLines(): void {
  const { secret, harmless } = drawPublicLines(SEED, 12)
  const hit = (lines: typeof secret) => lines.filter(({ path, text }) => search(path, Buffer.from(text)).length > 0)
  addRow('public code, with a secret (`test/public-secrets.txt`)', share(hit(secret).length, secret.length))
  addRow('public code, without (`test/public-harmless.txt`)', share(hit(harmless).length, harmless.length))
}

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder).toSorted()) {
    const path = join(folder, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory()) yield* filesBelow(path)
    else if (stat?.isFile() && stat.size <= 2_000_000) yield path
  }
}

/** Every finding in a folder of packages; as if the packages were the owner's own code. */
function listFindings(folder: string): void {
  let files = 0
  let lines = 0
  let hits = 0
  for (const path of filesBelow(folder)) {
    const shown = `/srv/app/${path.slice(folder.length).replace(/node_modules|vendor|gems|(?:site|dist)-packages|usr\/(?:share|lib)/g, 'source')}`
    const bytes = readFileSync(path)
    if (
      isBinary(bytes) ||
      !isReadable({ path: shown, type: 'file', size: bytes.length } as Parameters<typeof isReadable>[0])
    )
      continue
    files += 1
    lines += bytes.toString('latin1').split('\n').length
    for (const { rule, line, evidence } of search(shown, bytes)) {
      hits += 1
      process.stdout.write(`${rule} ${path}:${line} ${evidence.trim().slice(0, 160)}\n`)
    }
  }
  process.stdout.write(`${folder}: ${hits} findings in ${files} files, ${lines} lines\n`)
}

function checkReadme(): void {
  const lines = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8').split('\n')
  const missing = rows.filter((row) => !lines.includes(row))
  for (const row of missing) process.stdout.write(`The README has another figure than: ${row}\n`)
  if (missing.length > 0) process.exitCode = 1
}

measureRecall()
measurePublicLines()
const { values, positionals } = parseArgs({ allowPositionals: true, options: { check: { type: 'boolean' } } })
for (const folder of positionals) listFindings(folder)
if (values.check) checkReadme()
