import { createHash } from 'node:crypto'
import { mib, VeinmindError } from '@veinmind/sdk'
import type { ClamdAddress } from '../clamd/address.ts'
import { readAddress, usualAddresses } from '../clamd/address.ts'
import { withPatience } from '../clamd/patience.ts'
import { createPool } from '../clamd/pool.ts'
import type { ClamdPool } from '../clamd/pool.ts'
import { ClamdSilence } from '../clamd/session.ts'
import type { Engine, Sample, Verdict } from './engine.ts'

/** The rule of every verdict of clamd. */
export const CLAMD_RULE = 'MAL-301'

/** A daemon that answers, as an engine. */
export interface Clamd extends Engine, Disposable {
  readonly address: string
  scan(sample: Sample): Promise<readonly Verdict[]>
}

const TIME_TO_CONNECT = 5000
/** Milliseconds for one file; a second is added for each MiB. The engine's own limit for an inspector is a little longer. */
const TIME_TO_ANSWER = 9000
/** How much content is kept while it is sent, so that it can be sent again when the daemon was restarted. */
const KEPT = mib(1)

/** The daemon that the user has named; throws `MALICIOUS_CLAMD_UNREACHABLE`. Without one that of a usual socket, if it answers. */
export async function findClamd(named: string | undefined): Promise<Clamd | undefined> {
  if (named !== undefined) {
    const address = readAddress(named)
    try {
      return await openClamd(address)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new VeinmindError('MALICIOUS_CLAMD_UNREACHABLE', `clamd at ${address.name} does not answer: ${reason}`, {
        hint: 'start clamav-daemon, or name where it is by --malicious.clamd',
        cause: error,
      })
    }
  }
  for (const address of usualAddresses()) {
    try {
      return await openClamd(address)
    } catch {
      // The socket is left over from a daemon that has ended.
    }
  }
  return undefined
}

/** `ClamAV 1.4.3/27500/Mon Jun  2 …`: the program, its daily signatures, their date. */
const HAS_SIGNATURES = /^ClamAV [^/]+\/\d+\//

async function openClamd(address: ClamdAddress): Promise<Clamd> {
  const pool = createPool(address)
  try {
    const version = await pool.ask('VERSION', { time: TIME_TO_CONNECT })
    if (!version.startsWith('ClamAV')) throw new Error('what answers there is not clamd')
    const ask = withPatience((sample: Sample) => scanWith(pool, sample))
    return {
      name: 'clamd',
      address: address.name,
      // Without a version of its signatures nobody can tell whether they changed: verdicts are cached for this run only.
      version: HAS_SIGNATURES.test(version) ? version : `${version} ${Date.now()}`,
      scan: ask,
      [Symbol.dispose]: () => pool[Symbol.dispose](),
    }
  } catch (error) {
    pool[Symbol.dispose]()
    throw error
  }
}

/** Throws when the daemon gives no verdict: the file is then reported as not seen, and nothing about it is cached. */
async function scanWith(pool: ClamdPool, sample: Sample): Promise<readonly Verdict[]> {
  const time = TIME_TO_ANSWER + (sample.size / mib(1)) * 900
  const kept: Uint8Array[] = []
  const isKept = sample.size <= KEPT
  let hasPassed = false
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of sample.chunks()) {
      if (isKept) kept.push(Uint8Array.from(chunk))
      yield chunk
    }
    hasPassed = true
  }
  const started = performance.now()
  let answer: string
  try {
    answer = await pool.ask('INSTREAM', { chunks: passing(), time })
  } catch (error) {
    const left = time - (performance.now() - started)
    if (!isKept || left < TIME_TO_ANSWER / 2 || error instanceof ClamdSilence) throw error
    // Only content that was kept from its beginning can be sent again.
    if (!hasPassed && kept.length > 0) throw error
    answer = await pool.ask('INSTREAM', { chunks: hasPassed ? kept : passing(), time: left })
  }
  return verdictsOf(answer)
}

function verdictsOf(answer: string): readonly Verdict[] {
  if (/^(?:stream|INSTREAM): OK$/.test(answer)) return []
  const [, name] = /^(?:stream|INSTREAM): (.+) FOUND$/.exec(answer) ?? []
  if (name === undefined) throw new Error(`clamd: ${answer.replace(/^(?:stream|INSTREAM): /, '').slice(0, 200)}`)
  // clamd reports with this signature that it has not looked at all of the file.
  if (name.startsWith('Heuristics.Limits.Exceeded')) throw new Error(`clamd: ${name}`)
  return [{ engine: 'clamd', rule: CLAMD_RULE, name: name.replace(/\.UNOFFICIAL$/, ''), evidence: name }]
}

/** The digest of what passes, for the record of a file that is accused. */
export function hashing(chunks: AsyncIterable<Uint8Array>): {
  readonly chunks: AsyncIterable<Uint8Array>
  readonly digests: () => { readonly md5: string; readonly sha256: string }
} {
  const [md5, sha256] = [createHash('md5'), createHash('sha256')]
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      md5.update(chunk)
      sha256.update(chunk)
      yield chunk
    }
  }
  return { chunks: pass(), digests: () => ({ md5: md5.digest('hex'), sha256: sha256.digest('hex') }) }
}
