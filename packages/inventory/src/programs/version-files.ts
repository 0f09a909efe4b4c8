import { kib } from '@veinmind/sdk'
import { textOf } from '../languages/formats.ts'
import type { PackageReader } from '../languages/reader.ts'
import { Findings } from '../languages/reading.ts'

/** Who builds a Java, by what its `release` file says, and what that one calls it. */
const JAVAS: readonly (readonly [implementor: RegExp, name: string])[] = [
  [/graalvm/i, 'graalvm'],
  [/oracle/i, 'oracle-jdk'],
  [/azul/i, 'zulu'],
  [/amazon/i, 'corretto'],
  [/ibm|semeru/i, 'semeru'],
  [/sap/i, 'sapmachine'],
  [/adoptium|temurin/i, 'temurin'],
]

/** The file at the root of a Java: `JAVA_VERSION="17.0.9"`. */
export const javaRelease: PackageReader = {
  id: 'java-release',
  names: ['release'],
  max: kib(64),
  read({ bytes }) {
    const text = textOf(bytes)
    const field = (name: string): string => new RegExp(`^${name}="?([^"\\n]{1,200})"?\\s*$`, 'm').exec(text)?.[1] ?? ''
    const version = field('JAVA_VERSION')
    if (version === '') return undefined
    const implementor = `${field('IMPLEMENTOR')} ${field('GRAALVM_VERSION') === '' ? '' : 'graalvm'}`
    const findings = new Findings()
    findings.add({
      type: 'generic',
      name: JAVAS.find(([pattern]) => pattern.test(implementor))?.[1] ?? 'openjdk',
      version: (field('JAVA_RUNTIME_VERSION') || version).replace(/-(?:LTS|Debian|Ubuntu).*$/i, ''),
      isInstalled: true,
      licenses: ['GPL-2.0-only WITH Classpath-exception-2.0'],
    })
    return findings.reading
  },
}

/** The file at the root of a Go: `go1.22.3`. */
export const goVersion: PackageReader = {
  id: 'go-version',
  names: ['version'],
  path: /\/go[^/]*\/VERSION$/,
  max: kib(4),
  read({ bytes }) {
    const [, version] = /^go(\d+\.\d+(?:\.\d+)?(?:(?:rc|beta)\d+)?)\s*$/m.exec(textOf(bytes)) ?? []
    const findings = new Findings()
    if (version !== undefined)
      findings.add({ type: 'generic', name: 'go', version, isInstalled: true, licenses: ['BSD-3-Clause'] })
    return findings.reading
  },
}

/** The file at the root of SWI-Prolog, whose programs have their version as numbers only: `9.0.4`. */
export const prologVersion: PackageReader = {
  id: 'prolog-version',
  names: ['version'],
  path: /\/swi?-?(?:pl|prolog)[^/]*\/VERSION$/,
  max: kib(4),
  read({ bytes }) {
    const [version] = /^\d+\.\d+\.\d+/.exec(textOf(bytes).trim()) ?? []
    const findings = new Findings()
    if (version !== undefined)
      findings.add({ type: 'generic', name: 'swipl', version, isInstalled: true, licenses: ['BSD-2-Clause'] })
    return findings.reading
  },
}

/** The file of a release of Erlang: `25.3.2.7`. */
export const erlangVersion: PackageReader = {
  id: 'erlang-version',
  names: ['otp_version'],
  path: /\/releases\/\d+\/OTP_VERSION$/,
  max: kib(4),
  read({ bytes }) {
    const [version] = /^\d+(?:\.\d+){1,4}/.exec(textOf(bytes).trim()) ?? []
    const findings = new Findings()
    if (version !== undefined)
      findings.add({ type: 'generic', name: 'erlang', version, isInstalled: true, licenses: ['Apache-2.0'] })
    return findings.reading
  },
}
