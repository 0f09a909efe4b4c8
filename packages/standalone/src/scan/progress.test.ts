import { expect, test } from 'vitest'
import { createProgress, createScanCounts } from './progress.ts'

test('the line says how far, how fast and how long', () => {
  let time = 0
  const counts = createScanCounts(String, () => time)
  expect(counts.line()).toBe('looking for what is to be scanned  0 s')
  counts.update({ kind: 'target', target: 'a', name: 'app:\u001b[31m1', type: 'image', layers: 2, bytes: 3_000_000 })
  counts.update({ kind: 'layer', target: 'a', digest: 'x', bytes: 1_000_000, source: 'cache' })
  expect(counts.line()).toBe('0 %  0 B of 2.0 MB  1 cached  app:\\x1b[31m1')
  counts.update({ kind: 'bytes', digest: 'y', bytes: 500_000 })
  counts.update({ kind: 'plugin', target: 'a', plugin: 'weakpass' })
  time = 5000
  expect(counts.line()).toBe('25 %  500 kB of 2.0 MB  100 kB/s  15 s left  1 cached  app:\\x1b[31m1  weakpass')
  counts.update({ kind: 'plugin', target: 'a', plugin: 'weakpass', outcome: 'ok' })
  counts.update({ kind: 'bytes', digest: 'y', bytes: 1_500_000 })
  counts.update({ kind: 'done', target: 'a', outcome: 'ok' })
  counts.update({ kind: 'target', target: 'b', name: 'Dockerfile', type: 'iac', layers: 0, bytes: 0 })
  time = 600_000
  expect(counts.line()).toMatch(/^100 %  2\.0 MB of 2\.0 MB  .*1 of 2 targets done  1 cached  Dockerfile$/)
})

test('what has no bytes has no percent', () => {
  const counts = createScanCounts(String, () => 0)
  counts.update({ kind: 'target', target: 'b', name: 'Dockerfile', type: 'iac', layers: 0, bytes: 0 })
  expect(counts.line()).toBe('Dockerfile')
})

test('nothing is drawn where there is no terminal, or when it is unwanted', () => {
  for (const [isTTY, quiet] of [
    [false, false],
    [true, true],
  ] as const) {
    const written: string[] = []
    const progress = createProgress({ isTTY, write: (text) => written.push(text) }, { quiet, mask: (text) => text })
    progress.end()
    expect(written).toEqual([])
  }
})
