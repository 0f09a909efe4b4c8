import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { meantCommand } from './meant-command.ts'

const RUNNER = { name: 'veinmind', targets: ['container', 'iac', 'image', 'k8s', 'registry'] }

test.each([
  ['nginx:1.27', 'veinmind scan image nginx:1.27'],
  ['nginx', 'veinmind scan image nginx'],
  ['registry.example.com:5000/team/app@sha256:0a', 'veinmind scan image registry.example.com:5000/team/app@sha256:0a'],
  ['docker:nginx:1.27', 'veinmind scan image docker:nginx:1.27'],
  ['image x', 'veinmind scan image x'],
  ['registry host/app --password hunter2', 'veinmind scan registry host/app'],
  ['fs .', 'veinmind scan iac .'],
  ['kubernetes', 'veinmind scan k8s'],
  ['./app.tar', 'veinmind scan image ./app.tar'],
  ['https://git.example.com/shop.git', 'veinmind scan iac https://git.example.com/shop.git'],
  ['./deploy/Dockerfile', 'veinmind scan iac ./deploy/Dockerfile'],
  ['scan-images nginx', 'veinmind scan image nginx'],
  ['-f json', undefined],
  ['$(rm)', undefined],
])('%s', (line, meant) => {
  expect(meantCommand(line.split(' '), RUNNER)).toBe(meant)
})

test('a plugin is meant by its own name, and with what it scans alone', () => {
  const plugin = { name: 'veinmind-weakpass', targets: ['image', 'container'] }
  expect(meantCommand(['nginx:1.27'], plugin)).toBe('veinmind-weakpass scan image nginx:1.27')
  expect(meantCommand(['containers', 'web'], plugin)).toBe('veinmind-weakpass scan container web')
  expect(meantCommand(['kubernetes'], plugin)).toBeUndefined()
})

test('what is on disk is told by what it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-meant-'))
  const layout = join(folder, 'layout')
  mkdirSync(layout)
  writeFileSync(join(layout, 'oci-layout'), '{}')
  expect(meantCommand([folder], RUNNER)).toBe(`veinmind scan iac ${folder}`)
  expect(meantCommand([layout], RUNNER)).toBe(`veinmind scan image ${layout}`)
  rmSync(folder, { recursive: true })
})
