import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildImage, dockerArchive, layer } from '@veinmind/testing'
import { expect, onTestFinished, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'
import type { Run } from './run-veinmind.ts'

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  hostNetwork: true\n  containers: [{name: a, image: "a:1"}]\n'

test(
  'a report is accepted, and from then on only what is new counts, in every command',
  { timeout: 180_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'veinmind-accept-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Run> =>
      runVeinmind(args, { cwd: folder, env })
    const token = 'glpat-Zx9vQ2mLp4TkRw7nBd3h'
    const image = (name: string, files: Record<string, string>): void =>
      writeFileSync(
        join(folder, name),
        dockerArchive(buildImage(layer(files), { config: { User: '1000' }, references: ['h/app:1'] })),
      )
    const scan = ['--no-cache', '-q', '-f', 'cli,json', '-o', 'json=r.json']
    const scanImage = ['scan', 'image', './a.tar', '--plugins', 'sensitive,history', ...scan]
    const scanIac = ['scan', 'iac', './pod.yaml', ...scan]
    image('a.tar', { 'srv/.env': `TOKEN=${token}\n` })
    writeFileSync(join(folder, 'pod.yaml'), POD)
    expect((await run(scanImage)).code).toBe(1)

    const wrong = await run(['accept', 'r.json'])
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('no --reason is given')])
    expect((await run(['accept', 'r.json', '--reason', 'x', '--until', 'soon'])).code).toBe(2)
    expect((await run(['accept', 'pod.yaml', '--reason', 'x'])).stderr).toContain('REPORT_FILE_INVALID')
    const made = await run([
      'accept',
      'r.json',
      '--reason',
      'legacy, SEC-12',
      '--until',
      '2999-06-30',
      '-o',
      'accept.yaml',
    ])
    expect([made.code, made.stderr]).toEqual([0, ''])
    const text = readFileSync(join(folder, 'accept.yaml'), 'utf8')
    expect(text).toMatch(
      /^# SENS-001 .*: \/srv\/\.env:1.*\n- fingerprint: [0-9a-f]{32}\n {2}image: "h\/app"\n {2}reason: "legacy, SEC-12"/m,
    )
    expect(text).not.toContain(token)

    const again = await run([...scanImage, '--accept', 'accept.yaml'])
    expect(again.code).toBe(0)
    expect(again.stdout).toContain('Nothing was found but what is accepted.')
    expect(again.stdout).toMatch(/Accepted \(2\)[^]*SENS-001[^]*legacy, SEC-12 until 2999-06-30 \(accept\.yaml:2\)/)
    const chinese = await run([...scanImage, '--lang', 'zh'], { VEINMIND_ACCEPT: 'accept.yaml' })
    expect([chinese.code, chinese.stdout]).toEqual([0, expect.stringContaining('已接受')])

    image('a.tar', { 'srv/.env': `TOKEN=${token}\n`, 'srv/new.env': `TOKEN=${token}x\n` })
    const more = await run([...scanImage, '--accept', 'accept.yaml'])
    expect(more.code).toBe(1)
    expect(more.stdout).toMatch(/\/srv\/new\.env/)

    expect((await run(scanIac)).code).toBe(1)
    writeFileSync(join(folder, 'before.json'), readFileSync(join(folder, 'r.json')))
    const same = await run([...scanIac, '--new-since', 'before.json'])
    expect([same.code, same.stdout]).toEqual([0, expect.stringMatching(/since .* UTC: new 0, same [1-9]\d*, gone 0/)])
    writeFileSync(join(folder, 'pod.yaml'), POD.replace('hostNetwork', 'hostPID'))
    const worse = await run([...scanIac, '--new-since', 'before.json'])
    expect([worse.code, worse.stdout]).toEqual([1, expect.stringMatching(/new \(\d\)\n[^]*gone \(\d\)/)])
    expect((await run([...scanIac, '--new-since', 'none.json'])).code).toBe(2)
    writeFileSync(join(folder, 'pod.yaml'), POD)
    await run(scanIac)
    const second = await run([
      'accept',
      'r.json',
      '--accept',
      'accept.yaml',
      '--reason',
      'a node agent',
      '-o',
      'accept.yaml',
    ])
    expect([second.code, second.stderr]).toEqual([0, ''])
    expect(readFileSync(join(folder, 'accept.yaml'), 'utf8').startsWith(text)).toBe(true)
    expect((await run([...scanIac, '--accept', 'accept.yaml'])).code).toBe(0)

    writeFileSync(join(folder, 'broken.yaml'), '- rule: KN-1\n')
    const broken = await run([...scanIac, '--accept', 'broken.yaml'])
    expect([broken.code, broken.stderr]).toEqual([2, expect.stringMatching(/ACCEPT_FILE_INVALID[^]*broken\.yaml:1/)])
  },
)
