import { gunzipSync } from 'node:zlib'
import type { Bytes, Executable } from '../../executables/model.ts'
import { Numbers, readAddress } from '../../executables/model.ts'
import { findSymbols } from '../../executables/symbols.ts'
import { readSbom } from '../../sboms/sbom-files.ts'
import type { Findings } from '../reading.ts'

const MAX_PACKED = 8 << 20
const MAX_BYTES = 32 << 20

/** Adds what a native image of GraalVM was built from: a bill of materials behind gzip, at a symbol of its own (`--enable-sbom=embed`). */
export async function addNativeImage(bytes: Bytes, executable: Executable, findings: Findings): Promise<void> {
  const symbols = await findSymbols(bytes, executable, ['sbom', 'sbom_length'])
  const [start, lengthAt] = [symbols.get('sbom'), symbols.get('sbom_length')]
  if (start === undefined || lengthAt === undefined) return
  const length = new Numbers(await readAddress(bytes, executable, lengthAt, 8), executable.isBigEndian).u64(0)
  if (length > MAX_PACKED) return findings.cut('the bill of materials in it is larger than is read')
  try {
    const packed = await readAddress(bytes, executable, start, length)
    for (const found of readSbom(gunzipSync(packed, { maxOutputLength: MAX_BYTES })).packages) findings.add(found)
  } catch {
    findings.cut('the bill of materials in it is damaged')
  }
}
