import { attackPath } from '@veinmind/report'
import type { CorrelateContext, CorrelatedFinding, Entity, Plugin, Rule } from '@veinmind/sdk'
import { definePlugin } from '@veinmind/sdk'
import { judge } from './find-paths.ts'
import type { OpenPath } from './find-paths.ts'
import { PATH_RULES } from './rules/index.ts'
import type { PathRule } from './rules/model.ts'
import { toRule } from './rules/model.ts'
import { scopesOf } from './scopes.ts'
import type { Scope } from './scopes.ts'

const RULE_OF: ReadonlyMap<PathRule, Rule> = new Map(PATH_RULES.map((rule) => [rule, toRule(rule)]))

/** Reports the paths that the findings of an entity open, and says which could not be looked for. */
function correlate(entity: Entity, findings: readonly CorrelatedFinding[], context: CorrelateContext): void {
  const scopes = scopesOf(entity, findings, context)
  const unseen = new Map<PathRule, readonly string[]>()
  for (const scope of scopes) {
    for (const rule of PATH_RULES) {
      if (!rule.of.includes(scope.of)) continue
      const verdict = judge(rule, scope)
      if (verdict.is === 'open') report(verdict.path, scope, context)
      else if (verdict.is === 'unknown') unseen.set(rule, verdict.missing)
    }
  }
  sayUnseen(unseen, scopes, context)
}

function report({ rule, steps, openedBy }: OpenPath, { part }: Scope, context: CorrelateContext): void {
  const known = RULE_OF.get(rule)
  if (known === undefined) return
  context.report(
    attackPath({
      rule: known,
      steps: steps.map((found) => found.map(({ from, ...one }) => ({ ...one, in: from?.name }))),
      cutFirst: rule.cut.step - 1,
      openedBy,
      part,
      isInvasion: rule.isInvasion === true,
    }),
  )
}

/** A plugin that failed leaves the work undone; one that was not asked for is the choice of who scans. */
function sayUnseen(
  unseen: ReadonlyMap<PathRule, readonly string[]>,
  scopes: readonly Scope[],
  context: CorrelateContext,
): void {
  if (unseen.size === 0) return
  const missing = [...new Set([...unseen.values()].flat())].sort()
  const failed = missing.filter((name) =>
    scopes.some(({ plugins }) => plugins.some((plugin) => plugin.name === name && plugin.outcome === 'failed')),
  )
  if (failed.length > 0)
    context.incomplete(`paths were not looked for, since these plugins have failed: ${failed.join(', ')}`)
  const absent = missing.filter((name) => !failed.includes(name))
  if (absent.length > 0)
    context.note(
      `paths that need what these plugins find were not looked for, since they did not run: ${absent.join(', ')}`,
    )
}

const plugin: Plugin = definePlugin({
  name: 'chain',
  title: { en: 'Attack paths', zh: '攻击路径' },
  description: {
    en: 'Finds what the findings of the other plugins add up to: ways of an attacker from the outside to the host, the cluster or the cloud',
    zh: '将其他插件的发现串联为攻击路径：从外部到主机、集群或云账号',
  },
  module: import.meta.url,
  rules: [...RULE_OF.values()],
  commands: [],
  correlate,
})

export default plugin
