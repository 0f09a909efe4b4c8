import { VeinmindError } from '@veinmind/sdk'
import type { PrepareContext } from '@veinmind/sdk'
import type { Clamd } from './engines/clamd.ts'
import { findClamd } from './engines/clamd.ts'
import type { Engine } from './engines/engine.ts'
import type { VirusTotalEngine } from './engines/virustotal.ts'
import { openVirusTotal } from './engines/virustotal.ts'
import { openYara } from './engines/yara.ts'
import type { HashLists } from './hashes/read-lists.ts'
import { readHashLists } from './hashes/read-lists.ts'
import type { OPTIONS } from './options.ts'

/** The engines that all scans of a run share: those besides the package's own rules. */
export interface State extends Disposable {
  readonly clamd: Clamd | undefined
  readonly hashes: HashLists | undefined
  readonly yara: Engine | undefined
  readonly virustotal: VirusTotalEngine | undefined
  /** Why clamd, which was asked for, cannot be used. The other engines run, and the plugin is reported as failed. */
  readonly failure: VeinmindError | undefined
}

/** Opens every engine that was asked for, and notes which were not. Throws when one cannot be opened. */
export async function openState({ options, signal, note }: PrepareContext<typeof OPTIONS>): Promise<State> {
  const closing: Disposable[] = []
  try {
    let failure: VeinmindError | undefined
    const clamd =
      options.clamd === 'off'
        ? undefined
        : await findClamd(options.clamd).catch((error: unknown) => {
            if (!(error instanceof VeinmindError)) throw error
            failure = error
            return undefined
          })
    if (clamd) closing.push(clamd)
    const hashes = options.hashes === undefined ? undefined : readHashLists(options.hashes)
    if (hashes) closing.push(hashes)
    const yara = await openYara(options.rules)
    const virustotal = await openVirusTotal(options['virustotal-key-file'], {
      url: options['virustotal-url'],
      perMinute: positive('virustotal-rate', options['virustotal-rate']),
      perRun: positive('virustotal-day', options['virustotal-day']),
      signal,
    })
    const others = { clamd, hashes, yara, virustotal }
    const missing = Object.entries(others).flatMap(([name, engine]) => (engine === undefined ? [name] : []))
    if (missing.length > 0) note(`engines that were not asked: ${missing.join(', ')}`)
    return { ...others, failure, [Symbol.dispose]: () => closeAll(closing) }
  } catch (error) {
    closeAll(closing)
    throw error
  }
}

function closeAll(closing: readonly Disposable[]): void {
  for (const one of closing) one[Symbol.dispose]()
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new VeinmindError('MALICIOUS_OPTION_INVALID', `--malicious.${name} is no whole number above 0`, {
    isUsage: true,
  })
}
