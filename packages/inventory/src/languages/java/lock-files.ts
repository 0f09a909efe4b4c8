import { asObject } from '@veinmind/internal'
import { mib } from '@veinmind/sdk'
import { asList, asText, jsonOf, textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** Gradle's: `group:artifact:version=configuration,…` a line. */
export const gradleLock: PackageReader = {
  id: 'gradle-lock',
  names: ['gradle.lockfile', 'buildscript-gradle.lockfile', 'settings-gradle.lockfile'],
  extensions: ['.lockfile'],
  max: mib(8),
  read({ path, bytes }) {
    const findings = new Findings()
    for (const line of textOf(bytes).split(/\r?\n/)) {
      const [, group, artifact, version, configurations = ''] =
        /^([\w.-]{1,200}):([\w.-]{1,200}):([^\s=:#]{1,100})(?:=(\S{0,4096}))?$/.exec(line) ?? []
      if (group === undefined) continue
      const isDevelopment =
        path.endsWith('/buildscript-gradle.lockfile') || /^(?:test\w*(?:,|$))+$/.test(configurations)
      findings.add({
        type: 'maven',
        name: `${group}:${artifact}`,
        version,
        isInstalled: false,
        meta: isDevelopment ? { isDevelopment } : undefined,
      })
    }
    return findings.reading
  },
}

/** sbt's, of its plugin for them. */
export const sbtLock: PackageReader = {
  id: 'sbt-lock',
  names: ['build.sbt.lock'],
  max: mib(8),
  read({ bytes }) {
    const findings = new Findings()
    for (const entry of asList(jsonOf(bytes)['dependencies']).map(asObject)) {
      findings.add({
        type: 'maven',
        name: `${asText(entry['org']) ?? ''}:${asText(entry['name']) ?? ''}`,
        version: entry['version'],
        isInstalled: false,
      })
    }
    return findings.reading
  },
}
