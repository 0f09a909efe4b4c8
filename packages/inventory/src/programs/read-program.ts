import type { Entry } from '@veinmind/sdk'
import type { Bytes } from '../executables/model.ts'
import { openExecutable } from '../executables/open-executable.ts'
import type { MainModule } from '../languages/go/modules.ts'
import { addGoModules } from '../languages/go/read-go.ts'
import { addAssembly, addBundle } from '../languages/dotnet/read-dotnet.ts'
import { addNativeImage } from '../languages/java/native-image.ts'
import { Findings } from '../languages/reading.ts'
import type { Reading } from '../languages/reading.ts'
import { addCrates } from '../languages/rust/audit.ts'
import { addNode, addPrograms } from './find-programs.ts'
import { addGoProgram } from './go-programs.ts'
import { isRuled } from './rules.ts'

/** What a cataloger reads from a program. */
export interface ProgramReading extends Reading {
  readonly cataloger: string
}

/** Go's smallest programs have more than a megabyte, those of Rust a third of it; libraries of .NET a few thousand bytes. */
const SMALLEST = 200_000
const SMALLEST_PE = 2048
const SMALLEST_PROGRAM = 20_000
/** Folders of an operating system with nothing but libraries in C. */
const SYSTEM_LIBRARIES = /^\/(?:usr\/)?lib(?:32|64|x32)?\/(?:[^/]+-linux-(?:gnu|musl)[^/]*\/)?[^/]+$/

/** Folders of compilers, of git and of Perl's own modules: large, and nothing but C. */
const ONLY_C =
  /^\/usr\/(?:lib|lib64|libexec)\/(?:gcc|git-core|[^/]+-linux-(?:gnu|musl)[^/]*\/(?:perl|gconv|gcc)[^/]*)\//

/** Whether a file may be a program that is looked into: by its name, its size, and its right to be run. */
export function wantsProgram({ path, type, size, mode }: Entry): boolean {
  if (type !== 'file' || size < SMALLEST_PE) return false
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (/\.(?:dll|exe)$/i.test(name)) return true
  if (size < SMALLEST_PROGRAM || /\.(?:o|a|ko|debug|py|pyc|class|js|json|pack)$/.test(name)) return false
  if (isRuled(name)) return true
  if (size < SMALLEST || ONLY_C.test(path)) return false
  const isLibrary = /\.(?:so(?:[.\d]*)|node|pyd|dylib)$/.test(name)
  return isLibrary ? !SYSTEM_LIBRARIES.test(path) : (mode & 0o111) !== 0
}

/** What a program was built from, and which it is. */
export async function readProgram(path: string, bytes: Bytes): Promise<readonly ProgramReading[]> {
  const executable = await openExecutable(bytes)
  if (executable === undefined) return []
  const name = path.slice(path.lastIndexOf('/') + 1)
  const readings: ProgramReading[] = []
  const take = async (cataloger: string, read: (findings: Findings) => Promise<void>): Promise<void> => {
    const findings = new Findings()
    await read(findings)
    const { reading } = findings
    if (reading.packages.length > 0 || reading.incomplete !== undefined) readings.push({ cataloger, ...reading })
  }
  await take('programs', async (findings) => {
    if (executable.isCut) findings.cut('it has more sections than are read')
  })
  let main: MainModule | undefined
  await take('go', async (findings) => {
    main = await addGoModules(bytes, executable, findings)
  })
  if (main !== undefined) {
    const program = main
    await take('programs', (findings) => addGoProgram(program, { file: name, bytes }, findings))
    return readings
  }
  await take('rust', (findings) => addCrates(bytes, executable, findings))
  await take('dotnet', (findings) => addBundle(bytes, executable, findings))
  await take('dotnet', (findings) => addAssembly(bytes, executable, name, findings))
  await take('java', (findings) => addNativeImage(bytes, executable, findings))
  await take('programs', (findings) => addPrograms(bytes, name, findings))
  if (!isRuled(name)) await take('programs', (findings) => addNode(bytes, findings))
  return readings
}
