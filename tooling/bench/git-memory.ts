import { spawn } from 'node:child_process'
import { createCipheriv } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { run, startSshd } from '@veinmind/services'
import { figure } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const LIMIT = { most: 350, unit: 'MiB' }
const MIB = 1024 * 1024

/** Repositories whose packs are 300 MiB: one of very many files, one whose history is chains of deltas. */
export async function benchGitMemory({ folder, scanCold }: Subject): Promise<Result[]> {
  await using sshd = await startSshd()
  process.env['VEINMIND_SSH_PASSPHRASE'] = sshd.passphrase
  const [wide, deep] = [join(folder, 'wide.git'), join(folder, 'deep.git')]
  await importRepository(wide, manyFiles(), ['--depth=0'])
  await importRepository(deep, longHistory(), ['--depth=250'])
  const overSsh = (path: string, ...args: readonly string[]) => {
    const url = `ssh://${sshd.user}@127.0.0.1:${sshd.port}${path}`
    return scanCold('scan', 'iac', url, '--ssh-key', sshd.key, '--ssh-host-key', sshd.fingerprint, ...args)
  }
  const { stdout: middle } = await run('git', ['-C', deep, 'rev-parse', 'main~200'])
  const rows = [
    [`of 300,000 files, over ssh (a pack of ${packSize(wide)} MiB)`, await overSsh(wide)],
    ['of 300,000 files, on this machine', await scanCold('scan', 'iac', wide)],
    // No reference points there, so that all of the history is fetched.
    [
      `with its whole history, chains of 250 deltas, over ssh (a pack of ${packSize(deep)} MiB)`,
      await overSsh(deep, '--ref', middle.trim()),
    ],
  ] as const
  delete process.env['VEINMIND_SSH_PASSPHRASE']
  return rows.map(([what, { mebibytes }]) => figure(`memory of a scan of a git repository ${what}`, mebibytes, LIMIT))
}

/** Makes a bare repository of what git fast-import reads. */
async function importRepository(
  path: string,
  stream: Iterable<string | Buffer>,
  options: readonly string[],
): Promise<void> {
  await run('git', ['init', '-q', '--bare', '-b', 'main', path])
  const args = ['-C', path, '-c', 'core.compression=1', 'fast-import', '--quiet', ...options]
  const child = spawn('git', args, { stdio: ['pipe', 'ignore', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await pipeline(Readable.from(stream), child.stdin)
  if ((await ended) !== 0) throw new Error('git fast-import failed')
}

/** 300,000 files of about 1.9 KB, every 600th of them a manifest. */
function* manyFiles(): Generator<string | Buffer> {
  const next = createNoise()
  const count = 300_000
  for (let at = 0; at < count; at++) yield* blob(at + 1, `${manifest(at)}# ${next(900).toString('hex')}\n`)
  const files = Array.from(
    { length: count },
    (_, at) =>
      `M 100644 :${at + 1} d${at % 50}/e${Math.floor(at / 50) % 50}/f${at}.${at % 600 === 0 ? 'yaml' : 'txt'}\n`,
  )
  yield* commit(1, files)
}

/** 400 versions of a file of 3 MiB, each a delta of the one before, and noise of 280 MiB. */
function* longHistory(): Generator<string | Buffer> {
  const next = createNoise()
  const lines = Array.from({ length: 5000 }, () => next(300).toString('hex'))
  for (let at = 1; at <= 400; at++) {
    for (let change = 0; change < 8; change++) lines[(at * 8 + change) % lines.length] = next(300).toString('hex')
    yield* blob(at, JSON.stringify(lines))
  }
  for (let at = 401; at <= 800; at++) yield* blob(at, next(700 * 1024))
  for (let at = 1; at <= 400; at++)
    yield* commit(at, [`M 100644 :${at} deploy/data.json\n`, `M 100644 :${at + 400} assets/${at}.bin\n`])
}

function* blob(mark: number, content: string | Buffer): Generator<string | Buffer> {
  yield `blob\nmark :${mark}\ndata ${Buffer.byteLength(content)}\n`
  yield content
  yield '\n'
}

function* commit(at: number, changes: readonly string[]): Generator<string> {
  yield `commit refs/heads/main\ncommitter a <a@example.com> ${1_700_000_000 + at} +0000\ndata 1\n.\n`
  yield* changes
  yield '\n'
}

const manifest = (at: number): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p${at}\nspec:\n  containers:\n    - name: web\n      image: web:${at}\n`

/** Bytes that cannot be compressed, the same in every run. */
function createNoise(): (length: number) => Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16))
  return (length) => cipher.update(Buffer.alloc(length))
}

function packSize(path: string): number {
  const folder = join(path, 'objects/pack')
  return Math.round(Math.max(...readdirSync(folder).map((name) => statSync(join(folder, name)).size)) / MIB)
}
