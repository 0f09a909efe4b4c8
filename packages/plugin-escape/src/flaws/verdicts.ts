import type { Machine } from '@veinmind/sdk'
import type { Confinement } from '../confinement/confinement.ts'
import { judgeKernel } from './judge-kernel.ts'
import { judgeRuntime } from './judge-runtime.ts'
import kernelFlaws from './kernel-flaws.json' with { type: 'json' }
import type { KernelFlaw, Need, RuntimeFlaw, Verdict } from './model.ts'
import { isMet, NEED_TEXT, OUTSIDE } from './needs.ts'
import runtimeFlaws from './runtime-flaws.json' with { type: 'json' }

export const KERNEL_FLAWS: readonly KernelFlaw[] = kernelFlaws as unknown as readonly KernelFlaw[]
export const RUNTIME_FLAWS: readonly RuntimeFlaw[] = runtimeFlaws as readonly RuntimeFlaw[]

/** A flaw of the kernel or of a program, judged for a machine. */
export interface JudgedFlaw {
  readonly flaw: KernelFlaw | RuntimeFlaw
  /** `kernel`, or the program. */
  readonly of: string
  /** Its version, as it is there. */
  readonly version: string
  readonly path?: string
  readonly verdict: Verdict
}

/** Judges every flaw that is known here for a machine. */
export function judgeMachine(machine: Machine): readonly JudgedFlaw[] {
  const { kernel: release, kernelPackage, runtimes = [], osRelease } = machine
  const version = kernelPackage?.version ?? release
  return [
    ...KERNEL_FLAWS.map((flaw) => ({
      flaw,
      of: 'kernel',
      version,
      verdict: judgeKernel(flaw, { release, package: kernelPackage, system: osRelease?.['ID'] }),
    })),
    ...RUNTIME_FLAWS.flatMap((flaw) =>
      runtimes
        .filter(({ name }) => name === flaw.program)
        .map((program) => ({
          flaw,
          of: program.name,
          version: program.package?.version ?? program.version ?? '',
          ...(program.path === undefined ? {} : { path: program.path }),
          verdict: judgeRuntime(flaw, program, osRelease),
        })),
    ),
  ]
}

/** What a flaw of the machine is for one container. */
export interface ContainerVerdict {
  readonly id: string
  readonly of: string
  readonly is: 'exposed' | 'needs' | 'not exposed' | 'not judged'
  /** What is still needed, or why the flaw is not judged. */
  readonly because: string
}

/** Judges a flaw of the machine for a container with this confinement. */
export function judgeFor(
  { flaw, of, verdict }: JudgedFlaw,
  confinement: Confinement,
  machine: Machine,
): ContainerVerdict {
  const said = { id: flaw.id, of }
  if (verdict.is !== 'affected')
    return { ...said, is: verdict.is === 'not judged' ? 'not judged' : 'not exposed', because: verdict.by }
  const unmet = flaw.needs.filter((need) => !isMet(need, confinement, machine))
  if (unmet.length > 0)
    return { ...said, is: isOfMachine(unmet, machine) ? 'not exposed' : 'needs', because: textOf(unmet) }
  const outside = flaw.needs.filter((need) => OUTSIDE.has(need))
  return {
    ...said,
    is: outside.length > 0 ? 'needs' : 'exposed',
    because: outside.length > 0 ? textOf(outside) : verdict.by,
  }
}

const textOf = (needs: readonly Need[]): string => needs.map((need) => NEED_TEXT[need]).join('; ')

/** Needs that no configuration of a container can meet on this machine. */
function isOfMachine(needs: readonly Need[], { cgroup }: Machine): boolean {
  return needs.some((need) => need === 'cgroup1-mount' && cgroup === 2)
}
