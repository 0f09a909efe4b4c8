import { mib, perOptions } from '@veinmind/sdk'
import type { IacFile, OptionValues } from '@veinmind/sdk'
import { decodeText } from './decode-text.ts'
import type { ServiceAccount } from './kubernetes/manifest.ts'
import type { Options } from './options.ts'

/** How many files of one folder, and how many bytes of them, are searched for service accounts. */
const MAX_FILES = 2_000
const MAX_BYTES = mib(32)

/** The service accounts of each folder, found once a run: many files of a folder ask for them. */
const known = perOptions<OptionValues<Options>, Map<string, Promise<readonly ServiceAccount[]>>>(() => new Map())

/** The service accounts in the folder of a file and below it: they are applied with it. */
export function accountsBeside(file: IacFile, options: OptionValues<Options>): Promise<readonly ServiceAccount[]> {
  const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')))
  // A file's name ends with its path; what stands before the path tells folders and repositories apart.
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
