import { variablePlace } from '@veinmind/internal/text'
import { secretSubject } from '@veinmind/sdk/passwords'
import { sensitiveEnv, sensitiveHistory, stepLocation } from '@veinmind/report'
import type { Container, HistoryStep, Image, Location, ReportEvent } from '@veinmind/sdk'
import type { Settings } from '../options/options.ts'
import { assignmentsOf, splitAssignment } from './assignments.ts'
import type { Assignment } from './assignments.ts'
import { identityOf, reportedRule } from './rules.ts'
import { searchText, searchVariable } from './search.ts'
import type { ConfigSecret } from './search.ts'

/** Everything of an image's configuration that holds a secret. */
export function imageConfigEvents(image: Image, settings: Settings, now: number): readonly ReportEvent[] {
  const { env, labels, entrypoint, cmd, healthcheck, onBuild } = image.config
  const told = new Set<string>()
  const events: ReportEvent[] = []
  for (const [index, text] of env.entries()) {
    const variable = splitAssignment(text)
    if (!variable) continue
    for (const secret of searchVariable(variable, settings)) {
      told.add(secret.hit.secret)
      events.push(
        variableEvent(
          variable,
          secret,
          [{ object: variablePlace('config.Env', text, index) }, ...stepsWith(secret, image.history)],
          now,
        ),
      )
    }
  }
  for (const [name, value] of Object.entries(labels)) {
    for (const secret of searchVariable({ name, value }, settings)) {
      told.add(secret.hit.secret)
      events.push(variableEvent({ name, value }, secret, [{ object: `config.Labels[${name}]` }], now))
    }
  }
  for (const step of image.history) events.push(...historyEvents(step, { settings, told, now, history: image.history }))
  // Builders write these instructions into the history too; they are told only where it does not have them.
  const words: readonly (readonly [string, readonly string[]])[] = [
    ['Entrypoint', entrypoint],
    ['Cmd', cmd],
    ['Healthcheck', healthcheck],
    ['OnBuild', onBuild],
  ]
  for (const [field, parts] of words) {
    const value = parts.join(' ')
    for (const secret of searchText(value, settings)) {
      if (told.has(secret.hit.secret)) continue
      told.add(secret.hit.secret)
      events.push(variableEvent({ name: field, value }, secret, [{ object: `config.${field}` }], now))
    }
  }
  return events
}

interface HistoryContext {
  readonly settings: Settings
  readonly told: Set<string>
  readonly now: number
  readonly history: readonly HistoryStep[]
}

/** The steps that a secret stands in: all of them are places of its one finding. */
function stepsWith({ hit }: ConfigSecret, history: readonly HistoryStep[]): readonly Location[] {
  return history.filter(({ createdBy }) => createdBy.includes(hit.secret)).map(stepLocation)
}

/** A step holds a secret that no variable of the finished image shows: a build argument, a command, a variable set anew later. */
function historyEvents(step: HistoryStep, { settings, told, now, history }: HistoryContext): readonly ReportEvent[] {
  const inStep = new Set<string>()
  const all = [
    ...assignmentsOf(step).flatMap((assignment) => searchVariable(assignment, settings)),
    ...searchText(step.createdBy, settings),
  ]
  const found = all.filter(({ hit }) => {
    const isNew = !told.has(hit.secret) && ![...inStep].some((known) => known.includes(hit.secret))
    inStep.add(hit.secret)
    return isNew
  })
  for (const secret of inStep) told.add(secret)
  const secrets = secretsOf(all)
  return found.map((secret) => {
    const places = stepsWith(secret, history)
    return sensitiveHistory({
      ...common(secret, now),
      step,
      at: places.length > 0 ? places : stepLocation(step),
      value: step.createdBy,
      secrets,
    })
  })
}

/** The environment of a container, and the arguments and environments of its processes, where its image does not have them. */
export function containerConfigEvents(container: Container, settings: Settings, now: number): readonly ReportEvent[] {
  const told = new Set(container.image?.config.env)
  const events: ReportEvent[] = []
  const variables = (env: readonly string[], object: string) => {
    for (const [index, text] of env.entries()) {
      if (told.has(text)) continue
      told.add(text)
      const variable = splitAssignment(text)
      if (variable)
        for (const secret of searchVariable(variable, settings))
          events.push(variableEvent(variable, secret, [{ object: variablePlace(object, text, index) }], now))
    }
  }
  const command = (args: readonly string[], name: string, object: string) => {
    const value = args.join(' ')
    if (told.has(value)) return
    told.add(value)
    for (const secret of searchText(value, settings))
      events.push(variableEvent({ name, value }, secret, [{ object }], now))
  }
  variables(container.env, 'env')
  command(container.args, 'args', 'args')
  for (const { pid, name, args, env } of container.processes ?? []) {
    command(args, name, `processes[pid=${pid}].args`)
    variables(env ?? [], `processes[pid=${pid}].env`)
  }
  return events
}

function variableEvent(
  { name, value }: Assignment,
  secret: ConfigSecret,
  at: readonly Location[],
  now: number,
): ReportEvent {
  return sensitiveEnv({ ...common(secret, now), at, key: name, value, secrets: secretsOf([secret]) })
}

/** What must be masked in the texts that the secrets stand in. */
function secretsOf(found: readonly ConfigSecret[]): readonly string[] {
  return [...new Set(found.flatMap(({ hit, hidden }) => [hit.secret, ...hit.also, ...hidden]))]
}

function common({ rule, hit, accepted }: ConfigSecret, now: number) {
  const isExpired = hit.expires !== undefined && hit.expires * 1000 < now
  const severity = isExpired ? 'low' : hit.severity
  return {
    rule: reportedRule(rule, isExpired ? 'expired' : hit.note),
    identity: identityOf(hit),
    subject: secretSubject(hit.secret),
    ...(accepted ? { accepted } : {}),
    ...(severity ? { severity } : {}),
    ...(hit.confidence ? { confidence: hit.confidence } : {}),
  }
}
