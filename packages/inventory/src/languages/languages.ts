import { goMod, vendorModules } from './go/go-mod.ts'
import { gradleLock, sbtLock } from './java/lock-files.ts'
import { pomProperties } from './java/pom-properties.ts'
import { pomXml } from './java/pom-xml.ts'
import { bunBinaryLock, bunLock } from './npm/bun-lock.ts'
import { denoLock } from './npm/deno-lock.ts'
import { packageJson } from './npm/package-json.ts'
import { packageLock } from './npm/package-lock.ts'
import { pnpmLock } from './npm/pnpm-lock.ts'
import { yarnLock } from './npm/yarn-lock.ts'
import { namedPylock, pipfileLock, pythonToml } from './python/locks.ts'
import { pythonMetadata } from './python/metadata.ts'
import { requirements } from './python/requirements.ts'
import type { PackageReader } from './reader.ts'
import { cargoLock } from './rust/cargo-lock.ts'

/** The readers of a language's files, by the id of its cataloger. Adding a kind of file is a word here. */
export const LANGUAGES: Readonly<Record<string, readonly PackageReader[]>> = {
  npm: [packageJson, packageLock, yarnLock, pnpmLock, bunLock, bunBinaryLock, denoLock],
  python: [pythonMetadata, pythonToml, namedPylock, pipfileLock, requirements],
  go: [goMod, vendorModules],
  java: [pomProperties, pomXml, gradleLock, sbtLock],
  rust: [cargoLock],
}
