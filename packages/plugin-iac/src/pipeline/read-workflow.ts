import { asList, asMembers, asText, at, isMembers } from '../values.ts'
import type { Members } from '../values.ts'
import type { Path } from '../yaml/places.ts'
import { createFirstUse } from './first-use.ts'

/** A workflow of GitHub Actions, or an action that is made of steps. */
export interface Workflow {
  readonly value: Members
  /** The events that start it; none for an action. */
  readonly triggers: ReadonlySet<string>
  readonly jobs: readonly Job[]
  readonly steps: readonly Step[]
}

export interface Job {
  readonly path: Path
  readonly value: Members
}

export interface Step {
  readonly path: Path
  readonly value: Members
  /** Undefined for the steps of an action. */
  readonly job?: Job
}

/** Reads what rules ask of a workflow or an action. What has another form is not there. */
export function readWorkflow(document: unknown): Workflow {
  const value = asMembers(document)
  const isFirst = createFirstUse()
  const jobs = Object.entries(asMembers(value['jobs'])).flatMap(([name, job]): Job[] =>
    isFirst(job) ? [{ path: ['jobs', name], value: asMembers(job) }] : [],
  )
  const steps = [
    ...jobs.flatMap((job) =>
      (isFirst(job.value['steps']) ? stepsOf(job.value['steps'], [...job.path, 'steps']) : []).map((step) => ({
        ...step,
        job,
      })),
    ),
    ...stepsOf(at(value, 'runs', 'steps'), ['runs', 'steps']),
  ]
  return { value, triggers: triggersOf(value['on']), jobs, steps }
}

function triggersOf(on: unknown): ReadonlySet<string> {
  if (isMembers(on)) return new Set(Object.keys(on))
  const text = asText(on)
  return new Set(text === undefined ? asList(on).filter((item) => typeof item === 'string') : [text])
}

function stepsOf(value: unknown, path: Path): readonly Step[] {
  return asList(value).map((step, index) => ({ path: [...path, index], value: asMembers(step) }))
}
