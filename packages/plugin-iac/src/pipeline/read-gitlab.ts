import { asList, asMembers, asText, isMembers } from '../values.ts'
import type { Members } from '../values.ts'
import type { Path } from '../yaml/places.ts'
import { createFirstUse } from './first-use.ts'

/** A pipeline of GitLab CI. */
export interface GitlabPipeline {
  readonly value: Members
  /** Its jobs, hidden ones (`.name`) too, and what `default` says for all. */
  readonly jobs: readonly GitlabJob[]
  /** Commands of all jobs, each where it stands. */
  readonly commands: readonly { readonly path: Path; readonly text: string }[]
  /** Images of jobs and of their services. */
  readonly images: readonly { readonly path: Path; readonly name: string; readonly isService: boolean }[]
}

export interface GitlabJob {
  readonly path: Path
  readonly value: Members
}

/** Members of the top that are no jobs. */
const GLOBAL: ReadonlySet<string> = new Set([
  'include',
  'stages',
  'variables',
  'workflow',
  'spec',
  'cache',
  'image',
  'services',
  'before_script',
  'after_script',
])
const SCRIPTS = ['before_script', 'script', 'after_script'] as const

/** Reads what rules ask of a pipeline. What has another form is not there. */
export function readGitlab(document: unknown): GitlabPipeline {
  const value = asMembers(document)
  const isFirst = createFirstUse()
  const named = Object.entries(value).flatMap(([name, job]): GitlabJob[] =>
    GLOBAL.has(name) || !isMembers(job) || !isFirst(job) ? [] : [{ path: [name], value: job }],
  )
  // The top itself has images and scripts for all jobs.
  const jobs = [{ path: [], value }, ...named]
  return {
    value,
    jobs,
    commands: jobs.flatMap((job) =>
      SCRIPTS.flatMap((name) => commandsOf(job.value[name], [...job.path, name], isFirst)),
    ),
    images: jobs.flatMap((job) => imagesOf(job, isFirst)),
  }
}

type IsFirst = (value: unknown) => boolean

function commandsOf(
  value: unknown,
  path: Path,
  isFirst: IsFirst,
): readonly { readonly path: Path; readonly text: string }[] {
  const text = asText(value)
  if (text !== undefined) return [{ path, text }]
  if (!isFirst(value)) return []
  return asList(value).flatMap((item, index) => {
    // Lists of anchors stand in lists.
    const one = asText(item)
    return one === undefined
      ? commandsOf(Array.isArray(item) ? item : undefined, [...path, index], isFirst)
      : [{ path: [...path, index], text: one }]
  })
}

function imagesOf({ path, value }: GitlabJob, isFirst: IsFirst): GitlabPipeline['images'] {
  const listed = isFirst(value['services']) ? asList(value['services']) : []
  const services = listed.map((service, index) => ({
    item: service,
    path: [...path, 'services', index],
  }))
  const all = [
    { item: value['image'], path: [...path, 'image'], isService: false },
    ...services.map((one) => ({ ...one, isService: true })),
  ]
  return all.flatMap(({ item, path: where, isService }) => {
    const text = asText(item)
    const name = text ?? asText(asMembers(item)['name'])
    return name === undefined ? [] : [{ path: text === undefined ? [...where, 'name'] : where, name, isService }]
  })
}
