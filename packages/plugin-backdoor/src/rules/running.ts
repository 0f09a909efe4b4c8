import { define, LOOK } from './rule.ts'
import type { SampledRule } from './rule.ts'

/** What the processes of a container show; tried on containers, not on files. */
export const RUNNING_RULES: readonly SampledRule[] = [
  define({
    id: 'BACK-230',
    title: ['A process runs from where no program belongs', '进程从异常位置运行'],
    remedy: LOOK,
    severity: 'high',
    confidence: 'medium',
    attack: ['T1564.001', 'T1620'],
  }),
  define({
    id: 'BACK-231',
    title: ['A process passes for a thread of the kernel', '进程伪装为内核线程'],
    remedy: LOOK,
    severity: 'high',
    confidence: 'high',
    attack: ['T1036.004'],
  }),
]
