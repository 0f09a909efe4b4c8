import { expect, test } from 'vitest'
import type { ActivePlugin } from '../plan/active-plugins.ts'
import type { PluginEnd } from '../coverage/coverage.ts'
import { concludeRound, scanRound } from './plugin-rounds.ts'

const pluginOf = (name: string, correlates = false): ActivePlugin =>
  ({ plugin: { name, ...(correlates ? { correlate: () => {} } : {}) } }) as unknown as ActivePlugin

const end = (outcome: PluginEnd['outcome'], durationMs = 1): PluginEnd => ({ outcome, durationMs })

test('what correlates waits for all that scan, and each plugin is finished once', async () => {
  const [scanner, slow, both, last] = [
    pluginOf('scanner'),
    pluginOf('slow'),
    pluginOf('both', true),
    pluginOf('last', true),
  ]
  const said: string[] = []
  const tell = (word: string, { plugin }: ActivePlugin): void => void said.push(`${word} ${plugin.name}`)
  const finish = (active: ActivePlugin): void => tell('finish', active)
  const scanned = await scanRound([scanner, slow, both], {
    begin: (active) => tell('begin', active),
    async scan(active) {
      if (active === slow) for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
      tell('scan', active)
      return end('ok')
    },
    judge(active, given) {
      tell('judge', active)
      return given
    },
    finish,
  })
  const ends = await concludeRound([both, last], scanned, {
    async correlate(active) {
      tell('correlate', active)
      return end(active === both ? 'partial' : 'ok')
    },
    finish,
  })
  const at = (text: string): number => said.indexOf(text)
  expect(at('correlate both')).toBeGreaterThan(at('scan slow'))
  expect(at('finish scanner')).toBeLessThan(at('correlate both'))
  for (const { plugin } of [scanner, slow, both, last]) {
    expect(said.filter((text) => text === `finish ${plugin.name}`)).toHaveLength(1)
  }
  expect(said.filter((text) => text.startsWith('judge'))).toHaveLength(3)
  expect([scanner, slow, both, last].map((active) => ends.get(active)?.outcome)).toEqual(['ok', 'ok', 'partial', 'ok'])
  expect(ends.get(both)?.durationMs).toBe(2)
})
