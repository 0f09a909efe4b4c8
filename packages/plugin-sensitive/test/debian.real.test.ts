import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openImages } from '@veinmind/image'
import { scanWith } from '@veinmind/plugin-testing'
import { debianImage, requireTool, run } from '@veinmind/services'
import { expect, test } from 'vitest'
import { findInText } from '../src/find-in-text.ts'
import sensitive from '../src/index.ts'
import { readText } from '../src/match/text.ts'
import { settingsOf } from '../src/options/options.ts'
import { CONTENT_RULES } from '../src/rules/index.ts'
import { buildSample } from './samples.ts'

test('a real Debian image with a compiler, Python, git and Node.js has no finding', async () => {
  const { layout } = await debianImage()
  const opened = await openImages(layout)
  try {
    const entities: string[] = []
    for (const found of opened.images) {
      if (!('entity' in found)) throw new Error(JSON.stringify(found))
      entities.push(found.entity.name)
      const report = await scanWith(sensitive, found.entity)
      expect(report).toReportNothing()
      expect(report.plugins[0]?.coverage.scanned).toBeGreaterThan(1000)
      expect(report.plugins[0]?.coverage.errored).toBe(0)
    }
    expect(entities).toHaveLength(1)
  } finally {
    await opened.close()
  }
})

interface Leak {
  readonly RuleID: string
  readonly File: string
  readonly Secret: string
}

test('what gitleaks finds among the samples of all rules is found', async () => {
  const gitleaks = await requireTool('gitleaks')
  const folder = await mkdtemp(join(tmpdir(), 'sensitive-gitleaks-'))
  try {
    for (const rule of CONTENT_RULES) {
      for (const [index, sample] of rule.samples.entries())
        await writeFile(join(folder, `${rule.id}-${index}.env`), buildSample(sample, rule.id))
    }
    const path = join(folder, '..', `${folder.split('/').at(-1)}.json`)
    await run(gitleaks, [
      'dir',
      folder,
      '--no-banner',
      '--report-format',
      'json',
      '--report-path',
      path,
      '--exit-code',
      '0',
    ])
    const leaks = JSON.parse(await readFile(path, 'utf8')) as readonly Leak[]
    await rm(path)
    expect(leaks.length).toBeGreaterThan(100)
    const settings = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })
    const missed: string[] = []
    for (const { RuleID, File, Secret } of leaks) {
      const text = readText(await readFile(File))
      const { hits } = findInText(text, { rules: settings.content, kind: 'config', path: File })
      // gitleaks tells what stands in base64 as it reads once it is decoded.
      const known = hits.flatMap(({ secret, also }) => [
        secret.trim(),
        Buffer.from(secret, 'base64').toString().trim(),
        ...also,
      ])
      const isFound = known.some((one) => one !== '' && (Secret.includes(one) || one.includes(Secret)))
      if (!isFound) missed.push(`${RuleID}: ${File.split('/').at(-1)} ${Secret}`)
    }
    expect(missed).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
})
