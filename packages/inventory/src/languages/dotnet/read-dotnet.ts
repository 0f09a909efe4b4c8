import type { Bytes, Executable } from '../../executables/model.ts'
import { bufferOf, Numbers, readSection } from '../../executables/model.ts'
import type { Findings } from '../reading.ts'
import { readDeps } from './deps-json.ts'
import { readVersionStrings } from './version-resource.ts'

/** The marker behind a host's place for its bundle: the SHA-256 of `.net core bundle` and a line feed (dotnet/runtime, bundle_marker). */
const BUNDLE = Buffer.from('8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae', 'hex')
const MAX_DEPS = 16 << 20
const MAX_DATA = 16 << 20

/** Adds what a single file of .NET carries: the packages of the `deps.json` in it. */
export async function addBundle(bytes: Bytes, executable: Executable, findings: Findings): Promise<void> {
  const at = await findMarker(bytes, executable)
  if (at === undefined || at < 8) return
  const header = Number(bufferOf(await bytes.read(at - 8, 8)).readBigInt64LE(0))
  if (header <= 0 || header >= bytes.size) return
  const head = bufferOf(await bytes.read(header, 512))
  const numbers = new Numbers(head, false)
  const major = numbers.u32(0)
  if (major < 2 || major > 20) return
  const idLength = head[12] ?? 0
  const place = 13 + idLength
  const position = numbers.u64(place)
  const size = numbers.u64(place + 8)
  if (position === 0 || size === 0) return
  if (size > MAX_DEPS || position + size > bytes.size)
    return findings.cut('the list of packages of the single file is damaged')
  try {
    for (const found of readDeps(await bytes.read(position, size)).packages) findings.add(found)
  } catch {
    findings.cut('the list of packages of the single file is damaged')
  }
}

async function findMarker(bytes: Bytes, { sections }: Executable): Promise<number | undefined> {
  for (const section of sections.filter(({ name }) => name === '.data' || name === '__data')) {
    const at = (await readSection(bytes, section, MAX_DATA)).indexOf(BUNDLE)
    if (at >= 0) return section.position + at
  }
  return undefined
}

/** Adds the assembly that a library of .NET is by its version. `name` is that of its file. */
export async function addAssembly(
  bytes: Bytes,
  executable: Executable,
  name: string,
  findings: Findings,
): Promise<void> {
  if (!(await isManaged(bytes, executable))) return
  const strings = await readVersionStrings(bytes, executable)
  if (strings === undefined) return
  const product = versionOf(strings.get('ProductVersion'))
  const file = versionOf(strings.get('FileVersion'))
  const own = name.replace(/\.(?:dll|exe)$/i, '')
  // Assemblies with resources for a language carry the name of the assembly that they belong to.
  if (/\.resources$/i.test(own)) return
  findings.add({ type: 'nuget', name: own, version: product ?? file, isInstalled: true })
}

/** `8.0.4+2d7eea252964`, `4.5.1.0`, `1, 2, 3, 4`: the release without its commit. */
function versionOf(text: string | undefined): string | undefined {
  const [version] =
    /^\d{1,9}(?:\.\d{1,9}){1,3}(?:-[0-9A-Za-z.-]{1,60})?/.exec((text ?? '').replaceAll(/\s*,\s*/g, '.').trim()) ?? []
  return version
}

/** Whether the file is of .NET: its 15th directory, that of the runtime, is there. */
async function isManaged(bytes: Bytes, { format, is64 }: Executable): Promise<boolean> {
  if (format !== 'pe') return false
  const dos = bufferOf(await bytes.read(0, 64))
  const directories = dos.readUInt32LE(60) + 24 + (is64 ? 112 : 96)
  const entry = bufferOf(await bytes.read(directories + 14 * 8, 8))
  return entry.length === 8 && entry.readUInt32LE(0) !== 0
}
