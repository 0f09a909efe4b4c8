import { asList, asMembers, at } from '../values.ts'
import type { YamlDocument } from '../yaml/parse-yaml.ts'
import type { Path } from '../yaml/places.ts'
import type { Fragment } from './fragment.ts'

/** What runs in a Pod that an operator makes of another object, and where the settings of that Pod stand. */
export interface PipelinePod {
  readonly specPath: Path
  readonly containers: readonly Path[]
  /** Whether the account and other settings of the Pod stand elsewhere, in the object that runs this one. */
  readonly isPart: boolean
}

/** Where Argo keeps the spec of a workflow. */
const WORKFLOWS: Readonly<Record<string, Path>> = {
  Workflow: ['spec'],
  WorkflowTemplate: ['spec'],
  ClusterWorkflowTemplate: ['spec'],
  CronWorkflow: ['spec', 'workflowSpec'],
}
/** Where Tekton keeps the spec of a task. */
const TASKS: Readonly<Record<string, Path>> = { Task: ['spec'], ClusterTask: ['spec'], TaskRun: ['spec', 'taskSpec'] }
/** Steps that a person writes; a hostile file has more. */
export const MAX_CONTAINERS = 2_000

/** The containers of Argo's workflows and of Tekton's tasks; undefined for any other object. */
export function pipelinePodOf(apiVersion: string, kind: string, object: unknown): PipelinePod | undefined {
  const pod = wholePodOf(apiVersion, kind, object)
  return pod && { ...pod, containers: pod.containers.slice(0, MAX_CONTAINERS) }
}

/** Whether an object has more containers, or more tasks with settings of their own, than are looked at. */
export function hasMoreParts(object: unknown): boolean {
  const { apiVersion, kind } = asMembers(object)
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false
  if ((wholePodOf(apiVersion, kind, object)?.containers.length ?? 0) > MAX_CONTAINERS) return true
  const pipeline = PIPELINES[kind]
  const lists: readonly Path[] = [
    ...(pipeline
      ? [
          [...pipeline, 'tasks'],
          [...pipeline, 'finally'],
        ]
      : []),
    ['spec', 'taskRunSpecs'],
  ]
  return (
    apiVersion.startsWith('tekton.dev/') && lists.some((path) => asList(at(object, ...path)).length > MAX_CONTAINERS)
  )
}

function wholePodOf(apiVersion: string, kind: string, object: unknown): PipelinePod | undefined {
  const isArgo = apiVersion.startsWith('argoproj.io/')
  if (!isArgo && !apiVersion.startsWith('tekton.dev/')) return undefined
  const specPath = (isArgo ? WORKFLOWS : TASKS)[kind]
  if (!specPath) return undefined
  const items = (path: Path): Path[] => asList(at(object, ...path)).map((_, index) => [...path, index])
  const single = (path: Path): Path[] => (Object.keys(asMembers(at(object, ...path))).length > 0 ? [path] : [])
  const containers = isArgo
    ? items([...specPath, 'templates']).flatMap((path) => [
        ...single([...path, 'container']),
        ...single([...path, 'script']),
        ...items([...path, 'initContainers']),
        ...items([...path, 'sidecars']),
        ...items([...path, 'containerSet', 'containers']),
      ])
    : [...items([...specPath, 'steps']), ...items([...specPath, 'sidecars'])]
  return { specPath, containers, isPart: !isArgo }
}

/** Where the tasks of a pipeline stand, and what Pods are made with. */
const PIPELINES: Readonly<Record<string, Path>> = { Pipeline: ['spec'], PipelineRun: ['spec', 'pipelineSpec'] }
const POD_TEMPLATES: readonly Path[] = [
  ['spec', 'podTemplate'],
  ['spec', 'taskRunTemplate', 'podTemplate'],
]

/** The tasks that are written inside Tekton's pipelines, and the settings of Pods that its runs ask for. */
export function partsOf(object: unknown, document: YamlDocument, path: Path): readonly Fragment[] {
  const { apiVersion, kind, metadata } = asMembers(object)
  if (typeof apiVersion !== 'string' || !apiVersion.startsWith('tekton.dev/') || typeof kind !== 'string') return []
  const part = (where: Path, kindOf: string, version: string): readonly Fragment[] => {
    const spec = asMembers(at(object, ...where))
    if (Object.keys(spec).length === 0) return []
    return [
      {
        value: { apiVersion: version, kind: kindOf, metadata, spec },
        document,
        originOf: ([first, ...inner]) => [...path, ...where, ...(first === 'spec' ? inner : [])],
      },
    ]
  }
  const pipeline = PIPELINES[kind]
  const tasks = pipeline
    ? ['tasks', 'finally'].flatMap((list) =>
        asList(at(object, ...pipeline, list))
          .slice(0, MAX_CONTAINERS)
          .map((_, index) => [...pipeline, list, index, 'taskSpec']),
      )
    : []
  const runs = asList(at(object, 'spec', 'taskRunSpecs'))
    .slice(0, MAX_CONTAINERS)
    .map((_, index): Path => ['spec', 'taskRunSpecs', index, 'podTemplate'])
  return [
    ...tasks.flatMap((where) => part(where, 'Task', apiVersion)),
    ...[...POD_TEMPLATES, ...runs].flatMap((where) => part(where, 'Pod', 'v1')),
  ]
}
