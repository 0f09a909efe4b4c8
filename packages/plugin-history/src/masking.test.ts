import { findShown, scanWith, showReport, textsOfFindings } from '@veinmind/plugin-testing'
import { buildImage, createRandom, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { collectFromLine } from './collect.ts'
import { findBroken } from './find.ts'
import history from './index.ts'
import { RULES } from './rules/index.ts'

const LENGTHS =
  process.env['VEINMIND_LONG_TESTS'] === '1' ? [8, 9, 12, 15, 20, 40, 121, 401, 1024, 4096, 8000] : [8, 12, 40, 410]
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Secrets of a line, by the rules of the plugin. */
const secretsOf = (line: string): readonly string[] =>
  collectFromLine(line).flatMap((instruction) => findBroken(instruction, RULES).flatMap(({ secrets }) => secrets))

const random = createRandom(41)
const draw = (length: number) =>
  Array.from({ length }, () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length))).join('')

/** A sample with its secrets drawn anew, at a length that they still are secrets at. */
function plant(
  line: string,
  length: number,
): { readonly line: string; readonly secrets: readonly string[] } | undefined {
  const secrets: string[] = []
  let planted = line
  for (const secret of new Set(secretsOf(line))) {
    // What a format begins with stays: `ghp_`, the name of a variable.
    const value = /[A-Za-z0-9]{6,}$/.exec(secret)?.[0]
    if (value === undefined || !/^[\w.:@/+=-]+$/.test(secret)) continue
    const drawn = draw(length)
    planted = planted.replaceAll(value, drawn)
    secrets.push(drawn)
  }
  const found = secretsOf(planted).join('\n')
  return secrets.length > 0 && secrets.every((secret) => found.includes(secret))
    ? { line: planted, secrets }
    : undefined
}

test('no report shows a piece of what the rules find in their samples, at any length', async () => {
  const samples = RULES.flatMap(({ samples: { match } }) => match).filter((line) => secretsOf(line).length > 0)
  const planted = samples.flatMap((line) => LENGTHS.flatMap((length) => plant(line, length) ?? []))
  expect(planted.length).toBeGreaterThan(samples.length)
  const steps = planted.map(({ line }, index) => layer({ [`srv/${index}`]: 'x' }, { createdBy: line }))
  const all = planted.flatMap(({ secrets }) => secrets)
  // Images have few steps; each is a report.
  for (let at = 0; at < steps.length; at += 100) {
    const report = await scanWith(history, buildImage(...steps.slice(at, at + 100)), { showSecrets: false })
    expect(report.findings.length).toBeGreaterThan(0)
    expect(findShown(all.slice(at, at + 100), textsOfFindings(report), { least: 6 })).toEqual([])
    expect(findShown(all, await showReport(report))).toEqual([])
  }
}, 120_000)
