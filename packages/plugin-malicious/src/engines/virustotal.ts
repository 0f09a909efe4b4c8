import { VeinmindError } from '@veinmind/sdk'
import type { FileValue } from '@veinmind/sdk'
import { createVirusTotal } from '../virustotal/client.ts'
import type { VirusTotal } from '../virustotal/client.ts'
import type { Engine, Verdict } from './engine.ts'

/** The rule for verdicts of VirusTotal. */
export const VIRUSTOTAL_RULE = 'MAL-304'

/** VirusTotal as an engine, and how many files it was not asked about. */
export interface VirusTotalEngine extends Engine {
  scan(sample: Parameters<Engine['scan']>[0]): Promise<readonly Verdict[]>
  /** An engine for one entity: it asks until `until`, and counts what was left. */
  forEntity(limits: { readonly signal: AbortSignal; readonly until: number }): {
    readonly scan: VirusTotalEngine['scan']
    readonly notAsked: () => number
  }
}

/** The digest of a file that VirusTotal surely knows: the key is tried with it. */
const EICAR_SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f'
/** How many engines have to agree: a single one of seventy is mostly wrong. */
const SURE = 3

/** Tries the key. Throws `MALICIOUS_VIRUSTOTAL_REFUSED`, `MALICIOUS_VIRUSTOTAL_UNREACHABLE`, `MALICIOUS_VIRUSTOTAL_KEY`. */
export async function openVirusTotal(
  file: FileValue | undefined,
  options: { readonly url: string; readonly perMinute: number; readonly perRun: number; readonly signal: AbortSignal },
): Promise<VirusTotalEngine | undefined> {
  if (file === undefined) return undefined
  const key = file.text.trim()
  if (!/^[\w-]{16,256}$/.test(key))
    throw new VeinmindError('MALICIOUS_VIRUSTOTAL_KEY', `${file.path} holds no key of VirusTotal`, { isUsage: true })
  const client = createVirusTotal({ ...options, key })
  await client.ask(EICAR_SHA256, { signal: options.signal, until: Date.now() + 5000 })
  const forEntity: VirusTotalEngine['forEntity'] = (limits) => {
    let notAsked = 0
    return {
      notAsked: () => notAsked,
      async scan({ digests: { sha256 } }) {
        const answer = sha256 === undefined ? undefined : await askFor(client, sha256, limits)
        if (answer === 'not-asked') notAsked += 1
        return answer === undefined || answer === 'not-asked' ? [] : [answer]
      },
    }
  }
  const always = forEntity({ signal: options.signal, until: Number.POSITIVE_INFINITY })
  return { name: 'virustotal', version: 'v3', scan: always.scan, forEntity }
}

async function askFor(
  client: VirusTotal,
  sha256: string,
  limits: { readonly signal: AbortSignal; readonly until: number },
): Promise<Verdict | 'not-asked' | undefined> {
  const answer = await client.ask(sha256, limits)
  if (answer.kind === 'not-asked') return 'not-asked'
  if (answer.kind !== 'malicious' || answer.count < SURE) return undefined
  const [first = ''] = answer.names
  return {
    engine: 'virustotal',
    rule: VIRUSTOTAL_RULE,
    name: first.replace(/^[^:]*: /, ''),
    evidence: `${answer.count} engines: ${answer.names.slice(0, 5).join(', ')}`,
  }
}
