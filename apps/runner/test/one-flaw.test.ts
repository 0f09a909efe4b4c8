import { buildDatabase } from '@veinmind/advisories'
import { scan } from '@veinmind/engine'
import log4j2 from '@veinmind/plugin-log4j2'
import vuln from '@veinmind/plugin-vuln'
import { buildImage, buildZip, layer } from '@veinmind/testing'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const ADVISORY = {
  id: 'GHSA-jfh8-c2jp-5v3q',
  aliases: ['CVE-2021-44228'],
  modified: '2026-01-01T00:00:00Z',
  summary: 'Remote code injection in Log4j',
  affected: [
    {
      package: { ecosystem: 'Maven', name: 'org.apache.logging.log4j:log4j-core' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '2.13.0' }, { fixed: '2.15.0' }] }],
    },
  ],
}

async function database(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-one-flaw-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'from'))
  writeFileSync(join(folder, 'from', 'list.json'), JSON.stringify([ADVISORY]))
  await buildDatabase({ from: [join(folder, 'from')], folder: join(folder, 'advisories') })
  return folder
}

/** A class that is nothing but its beginning. */
const CLASS = Buffer.from('cafebabe000000340001000000', 'hex')

function jar(classes: readonly string[]): Uint8Array {
  const at = 'org/apache/logging/log4j/core'
  return buildZip({
    'META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties':
      'version=2.14.1\ngroupId=org.apache.logging.log4j\nartifactId=log4j-core\n',
    ...Object.fromEntries(classes.map((name) => [`${at}/${name}.class`, CLASS])),
  })
}

test('what log4j2 and vuln find of one copy is one finding, and log4j2 leads it', async () => {
  const image = buildImage(layer({ 'lib/log4j-core-2.14.1.jar': jar(['lookup/StrSubstitutor', 'lookup/JndiLookup']) }))
  const { findings } = await scan([image], {
    plugins: [log4j2, vuln],
    dataDir: await database(),
    tool: { name: 'test', version: '0' },
  })
  const shell = findings.filter(({ detail }) => (detail as { id?: string }).id === 'CVE-2021-44228')
  expect(shell.map(({ plugin, rule, others = [] }) => [plugin, rule.id, others.map((other) => other.plugin)])).toEqual([
    ['log4j2', 'L4J-001', ['vuln']],
  ])
})
