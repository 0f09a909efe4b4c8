/**
 * Reads mutated packs and trees, and tells what came of them. A program of its own, so that the test can forbid it to write
 * anywhere but into the folder of spools: `node --permission --allow-fs-write=… mutate.ts <pack> <tree>`.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { VeinmindError } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { PACK_LIMITS } from '../src/limits.ts'
import { indexPack } from '../src/pack/pack-index.ts'
import { spoolPack } from '../src/spool.ts'
import { walkTree } from '../src/tree.ts'
import type { TreeItem } from '../src/tree.ts'

/** What came of some rounds. */
export interface Outcome {
  rounds: number
  /** By the code of the error. */
  readonly errors: Record<string, number>
  files: number
  gaps: number
  failures: number
  readonly reasons: string[]
}

const next = createRandom(42)
const below = (end: number): number => Math.floor(next() * end)
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
const sha1 = (bytes: Uint8Array): Buffer => createHash('sha1').update(bytes).digest()
const createOutcome = (): Outcome => ({ rounds: 0, errors: {}, files: 0, gaps: 0, failures: 0, reasons: [] })

async function readRound(pack: Buffer, tree: string, outcome: Outcome): Promise<void> {
  outcome.rounds += 1
  const signal = AbortSignal.timeout(10_000)
  try {
    const spooled = await spoolPack(
      (async function* () {
        yield pack
      })(),
      1 << 24,
      signal,
    )
    try {
      const store = await indexPack(spooled.pack, PACK_LIMITS, signal)
      for await (const item of walkTree(store, tree, { inside: '', signal })) count(item, outcome)
    } finally {
      await spooled.close()
    }
  } catch (error) {
    if (!(error instanceof VeinmindError)) throw error
    outcome.errors[error.code] = (outcome.errors[error.code] ?? 0) + 1
  }
}

function count(item: TreeItem, outcome: Outcome): void {
  if ('file' in item) outcome.files += 1
  if ('failure' in item) outcome.failures += 1
  if (!('gap' in item)) return
  outcome.gaps += 1
  const reason = item.gap.reason.replace(/beside it .*:/, '…')
  if (!outcome.reasons.includes(reason)) outcome.reasons.push(reason)
}

/** Mutated bytes under a right digest, so that they are looked at; now and then they are cut off. */
function mutatePack(original: Buffer, round: number): Buffer {
  const bytes = Buffer.from(original.subarray(0, -20))
  for (let change = 0; change <= round % 4; change++) bytes[below(bytes.length)] = below(256)
  const body = round % 10 === 9 ? bytes.subarray(0, below(bytes.length)) : bytes
  return Buffer.concat([body, sha1(body)])
}

const NAMES = [
  'a.yaml',
  'A.yaml',
  'Dockerfile',
  'dockerfile',
  'd',
  'D',
  'x',
  '..',
  '.',
  '.git',
  '.GIT',
  'git~1',
  '.git ',
  '.g\u200cit',
  '../x.yaml',
  '/etc/passwd.yaml',
  'a/b.yaml',
  'é.yaml',
  'e\u0301.yaml',
  '\ufffd.yaml',
  '-rf.yaml',
  'a\\b.yaml',
  'con.yaml',
  '\u001b[2J.yaml',
  'x'.repeat(5000),
  'node_modules',
  '.gitmodules',
]
const LINKS = ['../../etc/passwd', '/etc/passwd', 'a.yaml', '..', 'd/../../x', './a.yaml']
const MODES = ['100644', '100755', '40000', '120000', '160000', '000100644', '40755', '777', '', 'x']

/** A pack of hostile trees: each has blobs, links and the trees before it, and then some of its bytes are others. */
function hostileTrees(round: number): { readonly pack: Buffer; readonly root: string } {
  const objects: { readonly kind: number; readonly content: Buffer }[] = [
    ...LINKS.map((target) => ({ kind: 3, content: Buffer.from(target) })),
    { kind: 3, content: Buffer.from('kind: Pod\n') },
  ]
  const ids = objects.map((each) => idOf(each))
  for (let tree = 0; tree < 8; tree++) {
    const entries = Array.from({ length: below(12) }, () =>
      Buffer.concat([Buffer.from(`${pick(MODES)} ${pick(NAMES)}\0`), pick(ids)]),
    )
    const content = Buffer.concat(entries)
    for (let change = 0; change < round % 3 && content.length > 0; change++) content[below(content.length)] = below(256)
    objects.push({ kind: 2, content })
    ids.push(idOf({ kind: 2, content }))
  }
  const head = Buffer.alloc(12)
  head.write('PACK')
  head.writeUInt32BE(2, 4)
  head.writeUInt32BE(objects.length, 8)
  const body = Buffer.concat([
    head,
    ...objects.map(({ kind, content }) => Buffer.concat([entryHead(kind, content.length), deflateSync(content)])),
  ])
  return { pack: Buffer.concat([body, sha1(body)]), root: ids.at(-1)?.toString('hex') ?? '' }
}

function idOf({ kind, content }: { readonly kind: number; readonly content: Buffer }): Buffer {
  return sha1(Buffer.concat([Buffer.from(`${kind === 2 ? 'tree' : 'blob'} ${content.length}\0`), content]))
}

function entryHead(kind: number, size: number): Buffer {
  const bytes = [(kind << 4) | (size & 15)]
  for (let rest = size >> 4; rest > 0; rest >>= 7) {
    bytes[bytes.length - 1]! |= 0x80
    bytes.push(rest & 0x7f)
  }
  return Buffer.from(bytes)
}

const [, , packPath = '', tree = ''] = process.argv
const original = readFileSync(packPath)
const [packs, trees] = [createOutcome(), createOutcome()]
for (let round = 0; round < 1000; round++) await readRound(mutatePack(original, round), tree, packs)
for (let round = 0; round < 500; round++) {
  const { pack, root } = hostileTrees(round)
  await readRound(pack, root, trees)
}
process.stdout.write(JSON.stringify({ packs, trees }))
