import { escape } from '@veinmind/report'
import type { DaemonSetting, Host, Json, Machine, Rule, ScanContext, Severity } from '@veinmind/sdk'
import { NEED_TEXT } from './flaws/needs.ts'
import { judgeMachine } from './flaws/verdicts.ts'
import type { JudgedFlaw } from './flaws/verdicts.ts'
import { MACHINE_RULE as RULE } from './machine-rules.ts'

/** Reports what on a machine lets containers out, or strangers in. It is reported once, whatever runs there. */
export function scanHost({ machine }: Host, context: ScanContext): void {
  const flaws = judgeMachine(machine)
  for (const flaw of flaws) if (flaw.verdict.is === 'affected') reportFlaw(flaw, context)
  for (const fault of daemonFaults(machine)) reportDaemon(fault, context)
  context.report({
    type: 'HostFlaws',
    class: 'info',
    locations: [],
    detail: {
      flaws: flaws.map(({ flaw, of, version, verdict }): Json => ({
        id: flaw.id,
        of,
        version,
        is: verdict.is,
        because: verdict.by,
      })),
    },
  })
}

function reportFlaw({ flaw, of, version, path, verdict }: JudgedFlaw, context: ScanContext): void {
  const rule = of === 'kernel' ? RULE.kernelFlaw : RULE.runtimeFlaw
  const needs = flaw.needs.map((need) => NEED_TEXT[need]).join('; ')
  context.report(
    escape({
      rule,
      severity: flaw.severity,
      at: path === undefined ? { object: 'machine.kernel' } : { path },
      target: `${of} ${version}`,
      reason: flaw.id,
      detail: `${needs === '' ? 'every container' : needs}; ${flaw.references.join(' ')}`,
      evidence: `${flaw.id} (${flaw.name}): ${of} ${version}, ${verdict.by}${needs === '' ? '' : `; needs ${needs}`}`,
      identity: `${flaw.id}\0${path ?? ''}`,
    }),
  )
}

interface DaemonFault {
  readonly rule: Rule
  readonly severity: Severity
  readonly daemon: string
  /** Where the setting was found: a process, a unit, a file. */
  readonly settings: readonly DaemonSetting[]
}

function daemonFaults({ daemons = [] }: Machine): readonly DaemonFault[] {
  return daemons.flatMap(({ name: daemon, settings }): readonly DaemonFault[] => {
    if (daemon === 'kubelet') return kubeletFaults(settings)
    const faults: DaemonFault[] = []
    const isOn = (flag: string): boolean => settings.some(({ name, value }) => name === flag && value !== 'false')
    const open = Map.groupBy(
      settings.filter(({ name, value }) => name === 'host' && /^(?:tcp:\/\/|[\w.-]*:\d+$)/.test(value)),
      ({ value }) => value,
    )
    for (const [address, said] of open) {
      if (isOn('tlsverify')) continue
      const isLocal = /^tcp:\/\/(?:127\.|localhost|\[::1\])/.test(address)
      faults.push({ rule: RULE.openApi, severity: isLocal ? 'high' : 'critical', daemon, settings: said })
    }
    const unfiltered = settings.filter(({ name, value }) => name === 'seccomp-profile' && value === 'unconfined')
    if (unfiltered.length > 0)
      faults.push({ rule: RULE.unfilteredEngine, severity: 'high', daemon, settings: unfiltered })
    return faults
  })
}

function kubeletFaults(settings: readonly DaemonSetting[]): readonly DaemonFault[] {
  const having = (name: string, isBad: (value: string) => boolean): readonly DaemonSetting[] =>
    settings.filter((setting) => setting.name === name && isBad(setting.value))
  const anonymous = having('anonymous-auth', (value) => value === 'true')
  const allows = having('authorization-mode', (value) => value === 'AlwaysAllow')
  const port = having('read-only-port', (value) => /^[1-9]\d*$/.test(value))
  const fault = (severity: Severity, of: readonly DaemonSetting[]): readonly DaemonFault[] =>
    of.length === 0 ? [] : [{ rule: RULE.kubelet, severity, daemon: 'kubelet', settings: of }]
  const isOpen = anonymous.length > 0 && allows.length > 0
  return [
    ...(isOpen
      ? fault('critical', [...anonymous, ...allows])
      : [...fault('medium', anonymous), ...fault('high', allows)]),
    ...fault('medium', port),
  ]
}

function reportDaemon({ rule, severity, daemon, settings }: DaemonFault, context: ScanContext): void {
  const said = [...new Set(settings.map(({ name, value }) => `${name}=${value}`))].join(', ')
  const [first] = settings
  if (first === undefined) return
  context.report(
    escape({
      rule,
      severity,
      at: settings.map(({ from, line }) =>
        from.startsWith('/') ? { path: from, ...(line === undefined ? {} : { line }) } : { object: from },
      ),
      target: daemon,
      reason: typeof rule.title === 'string' ? rule.title : rule.title.en,
      detail: said,
      evidence: `${daemon}: ${said}`,
      identity: said,
    }),
  )
}
