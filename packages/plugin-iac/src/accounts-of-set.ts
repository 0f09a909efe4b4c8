import { mib, perOptions } from '@veinmind/sdk'
import type { IacFile, OptionValues } from '@veinmind/sdk'
import { decodeText } from './decode-text.ts'
import type { ServiceAccount } from './kubernetes/manifest.ts'
import type { Options } from './options.ts'

/** Files of one folder that are looked through, and their bytes: more say nothing of accounts that most folders have. */
const MAX_FILES = 2_000
const MAX_BYTES = mib(32)

/** What the service accounts of a run say, by the folder that they lie in: many files ask the same. */
const known = perOptions<OptionValues<Options>, Map<string, Promise<readonly ServiceAccount[]>>>(() => new Map())

/** The service accounts in the folder of a file and below it: they are applied with it. */
export function accountsBeside(file: IacFile, options: OptionValues<Options>): Promise<readonly ServiceAccount[]> {
  const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')))
  // The name has the folder or the repository that the path lies in.
  const key = JSON.stringify([file.name.slice(0, -file.path.length), folder])
  const folders = known(options)
  const found = folders.get(key) ?? readAccounts(file, folder)
  folders.set(key, found)
  return found
}

async function readAccounts(file: IacFile, folder: string): Promise<readonly ServiceAccount[]> {
  if (!file.below) return []
  const [{ accountsOf }, { readManifests }] = await Promise.all([
    import('./check-kubernetes.ts'),
    import('./kubernetes/read-manifests.ts'),
  ])
  const accounts: ServiceAccount[] = []
  let files = 0
  let bytes = 0
  for await (const one of file.below(folder)) {
    bytes += one.bytes.length
    if (++files > MAX_FILES || bytes > MAX_BYTES) break
    if (!/\.(?:ya?ml|json)$/i.test(one.path)) continue
    const text = decodeText(one.bytes)
    if (!text.includes('ServiceAccount') || !text.includes('automountServiceAccountToken')) continue
    accounts.push(...accountsOf(readManifests(text, one.path).manifests.map(({ manifest }) => manifest)))
  }
  return accounts
}
