import { analyseCommands, languageOfFile } from '@veinmind/commands'
import type { CommandRule, Observation } from '@veinmind/commands'
import { subjectOf } from '../files/kind.ts'
import { matchRules } from '../match/match-rules.ts'
import { CONTENT_RULES } from '../rules/index.ts'
import { ruleId } from '../rules/rule.ts'
import type { Engine, Verdict } from './engine.ts'

/** Scripts that hide what they do are short. */
const MOST_SCRIPT = 256 * 1024
/** Of other languages one finds shells in programs of a page or two: in longer ones a socket and a process are far apart. */
const MOST_CODE = 4 * 1024
/** What a program of another language has that gives a shell away. */
const CONNECTS = /socket|\/dev\/tcp|fsockopen|TCPSocket|net\.(?:connect|Socket)|new Socket/i

/** Rules of this package that say what a kind of command is. */
const BY_KIND: Partial<Record<CommandRule['kind'], number>> = { 'reverse-shell': 68, 'bind-shell': 68 }
const MINING = 'CMD-090'
const STARTS_MINER = 5
/** Each of these is done by an administrator, too: nobody does several of them in one script that also fetches what it runs. */
const SEVERAL = 113
const HARMFUL = new Set([
  'CMD-060',
  'CMD-067',
  'CMD-068',
  'CMD-069',
  'CMD-070',
  'CMD-071',
  'CMD-072',
  'CMD-073',
  'CMD-074',
  'CMD-078',
  'CMD-080',
  'CMD-082',
  'CMD-083',
  'CMD-084',
  'CMD-085',
  'CMD-086',
  'CMD-091',
])
const MOST_HARMFUL = 3
const INTRUSION = 'Script.Intrusion'
const NAMES = new Map(CONTENT_RULES.map(({ number, name }) => [number, name]))

/** What the commands of a script do, followed as its shell would run them. */
export const commands: Engine = {
  name: 'commands',
  version: '1',
  scan({ path, bytes }) {
    if (bytes.length > MOST_SCRIPT || subjectOf(path, bytes) !== 'script') return []
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    const language = languageOfFile(path, text.slice(0, 200).split('\n')[0] ?? '')
    const isShell = language === 'sh'
    if (language === undefined || (!isShell && (text.length > MOST_CODE || !CONNECTS.test(text)))) return []
    const { observations } = analyseCommands(text, { language })
    const verdicts = observations.flatMap((one) => {
      const number = one.rule.id === MINING ? STARTS_MINER : BY_KIND[one.rule.kind]
      // A program that listens and starts others is mostly a server.
      const isServer = !isShell && one.rule.kind === 'bind-shell'
      return number === undefined || isServer || one.rule.confidence !== 'high' ? [] : [verdictOf(number, one)]
    })
    if (isShell) verdicts.push(...fetched(observations), ...several(observations))
    return [...new Map(verdicts.map((verdict) => [verdict.rule, verdict])).values()]
  },
}

/** Downloads that are run, as the shell reads them, are looked at by the rules on downloads. */
function fetched(observations: readonly Observation[]): readonly Verdict[] {
  return observations
    .filter(({ rule: { kind } }) => kind === 'download-and-run' || kind === 'encoded')
    .flatMap((one) =>
      matchRules(Buffer.from(`#!/bin/sh\n${one.evidence}\n`, 'latin1'), 'script')
        .filter(({ rule }) => rule.kind === 'dropper' && rule.confidence !== 'medium')
        .map(({ rule }) => verdictOf(rule.number, one)),
    )
}

function several(observations: readonly Observation[]): readonly Verdict[] {
  const harmful = [...new Map(observations.map((one) => [one.rule.id, one])).values()]
  const done = harmful.filter(({ rule }) => HARMFUL.has(rule.id))
  const fetches = harmful.find(({ rule }) => rule.kind === 'download-and-run')
  const [first] = done
  if (first === undefined || done.length < MOST_HARMFUL - (fetches === undefined ? 0 : 1)) return []
  const shown = fetches === undefined ? done : [...done, fetches]
  return [{ ...verdictOf(SEVERAL, first), evidence: shown.map(({ evidence }) => evidence.slice(0, 100)).join(' … ') }]
}

const verdictOf = (number: number, { evidence, line }: Observation): Verdict => ({
  engine: 'commands',
  rule: ruleId(number),
  name: NAMES.get(number) ?? INTRUSION,
  evidence: evidence.slice(0, 240),
  line,
})
