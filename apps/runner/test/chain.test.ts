import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import { buildImage, layer, ociArchive, remove } from '@veinmind/testing'
import { afterAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

const cwd = mkdtempSync(join(tmpdir(), 'veinmind-chain-'))
afterAll(() => rmSync(cwd, { recursive: true }))

const auth = Buffer.from('deploy:Wq7zT4mK9xLp2VbN').toString('base64')
const image = buildImage(
  layer({ 'srv/credentials': 'aws_access_key_id = AKIAZ4Q7XN2KDW6VJHTB\n' }),
  layer({
    ...remove('srv/credentials'),
    'root/.docker/config.json': JSON.stringify({ auths: { 'registry.example.com': { auth } } }),
  }),
  { references: ['app:1'] },
)

async function scan(...words: string[]): Promise<Report> {
  writeFileSync(join(cwd, 'app.tar'), ociArchive(image))
  const { stdout } = await runVeinmind(['scan', 'image', 'app.tar', '--no-cache', '-f', 'json', '-o', '-', ...words], {
    cwd,
  })
  return JSON.parse(stdout) as Report
}

test('a scan tells of attack paths when nobody asks for them, and masks in them what it masks elsewhere', async () => {
  const report = await scan()
  const path = report.findings.find(({ rule }) => rule.id === 'CHAIN-032')
  expect(path).toMatchObject({ type: 'AttackPath', severity: 'critical' })
  expect(path?.because?.map(({ plugin }) => plugin)).toContain('sensitive')
  expect(report.plugins.find(({ name }) => name === 'chain')?.outcome).toBe('ok')
  expect(JSON.stringify(report)).not.toContain('AKIAZ4Q7XN2KDW6VJHTB')
})

test('it is left out, and chosen, as any other plugin', async () => {
  expect((await scan('--skip-plugins', 'chain')).plugins.map(({ name }) => name)).not.toContain('chain')
  const { findings, plugins } = await scan('--plugins', 'sensitive,chain')
  expect(plugins.map(({ name }) => name)).toEqual(['chain', 'sensitive'])
  expect(findings.map(({ rule }) => rule.id)).toContain('CHAIN-032')
})
