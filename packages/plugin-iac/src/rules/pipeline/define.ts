import type { GitlabPipeline } from '../../pipeline/read-gitlab.ts'
import type { Workflow } from '../../pipeline/read-workflow.ts'
import type { RuleData } from '../../rule.ts'
import type { ComposeFault } from '../compose/define.ts'

/** A value of a pipeline that breaks a rule. */
export type PipelineFault = ComposeFault

/** A rule on workflows and actions of GitHub. */
export interface WorkflowRule extends RuleData {
  check(workflow: Workflow): Iterable<PipelineFault>
}

/** A rule on pipelines of GitLab. */
export interface GitlabRule extends RuleData {
  check(pipeline: GitlabPipeline): Iterable<PipelineFault>
}
