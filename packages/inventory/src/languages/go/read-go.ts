import type { Bytes, Executable } from '../../executables/model.ts'
import { findSymbols, readGoString } from '../../executables/symbols.ts'
import type { Findings } from '../reading.ts'
import { readBuildInfo } from './build-info.ts'
import type { MainModule } from './modules.ts'
import { addModules, isRelease, needsVersion, VERSION_VARIABLES } from './modules.ts'

/** Adds what a Go program was built from, and tells which it is; undefined for other programs. */
export async function addGoModules(
  bytes: Bytes,
  executable: Executable,
  findings: Findings,
): Promise<MainModule | undefined> {
  const info = await readBuildInfo(bytes, executable)
  return info && addModules(info, findings, needsVersion(info) ? await linkedVersion(bytes, executable) : undefined)
}

/** The value of the variable that a program keeps its version in, which `-X` set: `-trimpath` leaves no flags to be read. */
async function linkedVersion(bytes: Bytes, executable: Executable): Promise<string | undefined> {
  const symbols = await findSymbols(bytes, executable, VERSION_VARIABLES)
  for (const name of VERSION_VARIABLES) {
    const address = symbols.get(name)
    const value = address === undefined ? '' : await readGoString(bytes, executable, address, 128)
    if (isRelease(value)) return value
  }
  return undefined
}
