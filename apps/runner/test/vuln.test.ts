import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const BIN = join(import.meta.dirname, '../src/bin.ts')
const ADVISORY = {
  id: 'PYSEC-2021-439',
  modified: '2020-01-01T00:00:00Z',
  aliases: ['CVE-2021-44420'],
  affected: [
    {
      package: { ecosystem: 'PyPI', name: 'django' },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '3.2' }, { fixed: '3.2.10' }] }],
    },
  ],
}

function run(folder: string, ...args: readonly string[]): { readonly code: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args, '--data-dir', join(folder, 'data')], {
    encoding: 'utf8',
    env: { ...process.env, LANG: 'C', VEINMIND_DB: '' },
  })
  return { code: status, out: stdout + stderr }
}

test('without a database; with one that is old; and with a statement on a flaw', () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-vuln-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const image = join(folder, 'image.tar')
  const metadata = 'Metadata-Version: 2.1\nName: Django\nVersion: 3.2.5\n'
  writeFileSync(
    image,
    dockerArchive(
      buildImage(layer({ 'srv/lib/python3/site-packages/Django-3.2.5.dist-info/METADATA': metadata }), {
        config: { User: '1000' },
        references: ['app:1'],
      }),
    ),
  )
  const scan = (...args: readonly string[]) => run(folder, 'scan', 'image', image, '--no-cache', '-q', ...args)
  const named = scan('--plugins', 'vuln')
  expect([named.code, named.out]).toEqual([3, expect.stringMatching(/vuln +skipped.*no database: veinmind db update/)])
  const beside = scan('--plugins', 'basic', '--plugins', 'history')
  expect(beside.code).toBe(0)
  expect(scan('--skip-plugins', 'sensitive,weakpass,asset')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/vuln +skipped/) as string,
  })

  writeFileSync(join(folder, 'a.json'), JSON.stringify(ADVISORY))
  expect(run(folder, 'db', 'build', '--from', join(folder, 'a.json'))).toMatchObject({ code: 0 })
  const found = scan('--plugins', 'vuln')
  expect(found.code).toBe(1)
  expect(found.out).toContain('Django 3.2.5: fixed in 3.2.10')
  expect(found.out).toMatch(/the database of vulnerabilities is of 2020-01-01, \d+ days\s+old/)
  expect(scan('--plugins', 'vuln', '--max-db-age', '9999d').out).not.toContain('days old')

  const vex = join(folder, 'vex.json')
  const statement = { vulnerability: 'CVE-2021-44420', products: ['pkg:pypi/django'], status: 'not_affected' }
  writeFileSync(vex, JSON.stringify({ statements: [statement] }))
  expect(scan('--plugins', 'vuln', '--vex', vex).code).toBe(0)
  // Nothing to a scan without the plugin.
  expect(scan('--plugins', 'basic', '--vex', vex).code).toBe(0)

  const output = join(folder, 'out.json')
  scan('--plugins', 'vuln', '-f', 'json', '-o', output)
  expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({
    findings: [{ rule: { id: 'CVE-2021-44420' }, detail: { aliases: ['PYSEC-2021-439'], fixed_version: '3.2.10' } }],
  })
}, 120_000)
