import { setImmediate as rest } from 'node:timers/promises'
import { abnormalHistory, createSecretMatcher } from '@veinmind/report'
import type { SecretMatcher } from '@veinmind/report'
import { containerCommand, definePlugin, imageCommand, option, perOptions } from '@veinmind/sdk'
import type { FileValue, OptionSpec, OptionSpecs, Plugin, ReportEvent, ScanContext, Subject } from '@veinmind/sdk'
import { secretSubject } from '@veinmind/sdk/passwords'
import { collectFromContainer, collectFromImage } from './collect.ts'
import { evidenceOf, findBroken } from './find.ts'
import type { Hit } from './find.ts'
import type { Incomplete, Instruction } from './instructions.ts'
import { parseRules } from './read-rules.ts'
import { RULES } from './rules/index.ts'

interface Options extends OptionSpecs {
  readonly rules: OptionSpec<FileValue | undefined>
}

const OPTIONS: Options = { rules: option.file('more rules, JSON (see the README)') }

const rulesOf = perOptions((options: { readonly rules: FileValue | undefined }) =>
  options.rules ? [...RULES, ...parseRules(options.rules.text, options.rules.path)] : RULES,
)

/** Risky instructions in the history and the configuration of images, and in how containers were started. */
const history: Plugin<Options> = definePlugin({
  name: 'history',
  title: { en: 'Risky build history', zh: '镜像构建历史风险' },
  description: {
    en: 'risky instructions in the history and configuration of images',
    zh: '镜像历史与配置中的危险指令',
  },
  module: import.meta.url,
  rules: RULES.map(({ rule }) => rule),
  options: OPTIONS,
  checkOptions: (options) => void rulesOf(options),
  commands: [
    imageCommand<Options>((image, ctx) => report(collectFromImage(image, saidBy(ctx)), ctx)),
    containerCommand<Options>((container, ctx) => report(collectFromContainer(container, saidBy(ctx)), ctx)),
  ],
})

export default history

/** Milliseconds after which others, and the time limit of the plugin, get their turn. */
const MAX_TURN = 50

/** Says each reason once: a hostile image may give it a thousand times. */
function saidBy(ctx: ScanContext<Options>): Incomplete {
  const said = new Set<string>()
  return (reason, place) => {
    if (said.has(reason)) return
    said.add(reason)
    ctx.incomplete(reason, place)
  }
}

async function report(instructions: readonly Instruction[], ctx: ScanContext<Options>): Promise<void> {
  const rules = rulesOf(ctx.options)
  const hits: Hit[] = []
  let turn = performance.now()
  for (const instruction of instructions) {
    hits.push(...findBroken(instruction, rules))
    if (performance.now() - turn < MAX_TURN) continue
    await rest()
    if (ctx.signal.aborted) break
    turn = performance.now()
  }
  // A secret that one rule knows stands in the evidence of the others too.
  const secrets = createSecretMatcher(hits.flatMap((hit) => hit.secrets))
  for (const hit of hits) ctx.report(toEvent(hit, secrets))
  ctx.signal.throwIfAborted()
}

function toEvent(hit: Hit, known: SecretMatcher): ReportEvent {
  const { rule, instruction } = hit
  const { keyword, text, step, places } = instruction
  const { evidence, pieces } = evidenceOf(hit, known.find(hit.text))
  const steps = places.flatMap((place) => (place.step ? [place.step.createdBy] : []))
  const beside = [text, ...steps].flatMap((shown) => known.find(shown).map(({ start, end }) => shown.slice(start, end)))
  return abnormalHistory({
    rule: rule.rule,
    at: places,
    ...(step ? { step } : {}),
    instruction: keyword,
    content: text,
    evidence,
    secrets: [...new Set([...hit.secrets, ...pieces, ...beside])],
    subject: subjectOf(hit),
  })
}

/** The secret that was found, with the name of what it is the value of, or with the first step that has it. */
function subjectOf({ secrets: [secret], instruction }: Hit): Subject | undefined {
  const { keyword, variable, places } = instruction
  const steps = places.flatMap(({ step }) => (step ? [step.index] : []))
  const step = steps.length === 0 ? '' : `step ${Math.min(...steps)}`
  return secret === undefined ? undefined : secretSubject(secret, variable && keyword !== 'ARG' ? variable.name : step)
}
