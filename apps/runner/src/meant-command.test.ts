import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { meantCommand } from './meant-command.ts'

const TARGETS = ['container', 'iac', 'image', 'k8s', 'registry']

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
  ['-f json', undefined],
  ['$(rm)', undefined],
])('%s', (line, meant) => {
  expect(meantCommand(line.split(' '), TARGETS)).toBe(meant)
})

test('what is on disk is told by what it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-meant-'))
  const layout = join(folder, 'layout')
  mkdirSync(layout)
  writeFileSync(join(layout, 'oci-layout'), '{}')
  expect(meantCommand([folder], TARGETS)).toBe(`veinmind scan iac ${folder}`)
  expect(meantCommand([layout], TARGETS)).toBe(`veinmind scan image ${layout}`)
  rmSync(folder, { recursive: true })
})
