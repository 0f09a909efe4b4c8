import { asList, asMembers, at } from '../values.ts'
import type { Path } from '../yaml/places.ts'

/** What runs in a Pod that an operator makes of another object, and where the settings of that Pod stand. */
export interface PipelinePod {
  readonly specPath: Path
  readonly containers: readonly Path[]
  /** Whether the account and other settings of the Pod stand elsewhere, in the object that runs this one. */
  readonly isPart: boolean
}

/** Where Argo keeps the spec of a workflow. */
const WORKFLOWS: Readonly<Record<string, Path>> = { Workflow: ['spec'], WorkflowTemplate: ['spec'], ClusterWorkflowTemplate: ['spec'], CronWorkflow: ['spec', 'workflowSpec'] }
/** Where Tekton keeps the spec of a task. */
const TASKS: Readonly<Record<string, Path>> = { Task: ['spec'], ClusterTask: ['spec'], TaskRun: ['spec', 'taskSpec'] }
/** Steps that a person writes; a hostile file has more. */
const MAX_CONTAINERS = 2_000

/** The containers of Argo's workflows and of Tekton's tasks; undefined for any other object. */
export function pipelinePodOf(apiVersion: string, kind: string, object: unknown): PipelinePod | undefined {
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
  return { specPath, containers: containers.slice(0, MAX_CONTAINERS), isPart: !isArgo }
}
