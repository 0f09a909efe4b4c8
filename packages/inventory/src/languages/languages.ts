import { mixLock, otpApplication, rebarLock } from './beam/beam.ts'
import { podfileLock } from './cocoapods/podfile-lock.ts'
import { conanLock, conanText } from './conan/conan.ts'
import { condaMeta } from './conda/conda-meta.ts'
import { pubspecLock } from './dart/pubspec-lock.ts'
import { depsJson, nugetLock, packagesConfig } from './dotnet/deps-json.ts'
import { goMod, vendorModules } from './go/go-mod.ts'
import { cabalFreeze, stackLock } from './haskell/haskell.ts'
import { gradleLock, sbtLock } from './java/lock-files.ts'
import { pomProperties } from './java/pom-properties.ts'
import { pomXml } from './java/pom-xml.ts'
import { juliaManifest } from './julia/manifest.ts'
import { rockspec } from './lua/rockspec.ts'
import { bunBinaryLock, bunLock } from './npm/bun-lock.ts'
import { denoLock } from './npm/deno-lock.ts'
import { packageJson } from './npm/package-json.ts'
import { packageLock } from './npm/package-lock.ts'
import { pnpmLock } from './npm/pnpm-lock.ts'
import { yarnLock } from './npm/yarn-lock.ts'
import { opam } from './ocaml/opam.ts'
import { composer } from './php/composer.ts'
import { pear } from './php/pear.ts'
import { namedPylock, pipfileLock, pythonToml } from './python/locks.ts'
import { pythonMetadata } from './python/metadata.ts'
import { requirements } from './python/requirements.ts'
import { rDescription } from './r/description.ts'
import type { PackageReader } from './reader.ts'
import { gemfileLock } from './ruby/gemfile-lock.ts'
import { installedGem } from './ruby/gemspec.ts'
import { cargoLock } from './rust/cargo-lock.ts'
import { erlangVersion, goVersion, javaRelease, prologVersion } from '../programs/version-files.ts'
import { sbomFiles } from '../sboms/sbom-files.ts'
import { packageResolved } from './swift/package-resolved.ts'
import { wordpressCore, wordpressParts } from './wordpress/wordpress.ts'

/** The readers of a language's files, by the id of its cataloger. Adding a kind of file is a word here. */
export const LANGUAGES: Readonly<Record<string, readonly PackageReader[]>> = {
  npm: [packageJson, packageLock, yarnLock, pnpmLock, bunLock, bunBinaryLock, denoLock],
  python: [pythonMetadata, pythonToml, namedPylock, pipfileLock, requirements],
  go: [goMod, vendorModules],
  java: [pomProperties, pomXml, gradleLock, sbtLock],
  ruby: [installedGem, gemfileLock],
  php: [composer, pear],
  dotnet: [depsJson, nugetLock, packagesConfig],
  rust: [cargoLock],
  conda: [condaMeta],
  r: [rDescription],
  dart: [pubspecLock],
  swift: [packageResolved],
  cocoapods: [podfileLock],
  conan: [conanLock, conanText],
  beam: [mixLock, rebarLock, otpApplication],
  haskell: [cabalFreeze, stackLock],
  julia: [juliaManifest],
  ocaml: [opam],
  lua: [rockspec],
  wordpress: [wordpressCore, wordpressParts],
  sbom: [sbomFiles],
  programs: [javaRelease, goVersion, erlangVersion, prologVersion],
}
