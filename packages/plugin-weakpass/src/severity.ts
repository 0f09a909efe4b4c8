import { isLoginShell } from '@veinmind/inventory'
import type { User } from '@veinmind/inventory'
import { SEVERITIES } from '@veinmind/sdk'
import type { Severity } from '@veinmind/sdk'
import type { Account, Service } from './model.ts'

/** What is known around an account. */
export interface Surroundings {
  readonly service: Service
  /** Its line of passwd; absent where no passwd file tells. */
  readonly login?: Pick<User, 'uid' | 'shell'> | undefined
  /** False where an upper layer replaces the file. */
  readonly visible: boolean
  /** Days since 1970. */
  readonly today: number
}

const RULE_OF: Readonly<Record<Exclude<Service, 'SSH'>, string>> = {
  File: 'WEAK-015',
  SVN: 'WEAK-015',
  SMB: 'WEAK-015',
  WildFly: 'WEAK-015',
  Jetty: 'WEAK-015',
  ActiveMQ: 'WEAK-015',
  TACACS: 'WEAK-015',
  VNC: 'WEAK-015',
  Grafana: 'WEAK-015',
  Redis: 'WEAK-004',
  Mysql: 'WEAK-005',
  Tomcat: 'WEAK-006',
  FTP: 'WEAK-007',
  PostgreSQL: 'WEAK-008',
  HTTP: 'WEAK-009',
  Env: 'WEAK-010',
}

/** The rule that a guessed account breaks, and how bad it is where it stands. */
export function judge(account: Account, around: Surroundings): { readonly rule: string; readonly severity: Severity } {
  const isEmpty = account.password === ''
  const isEnded = account.expires !== undefined && account.expires < around.today
  const canLogIn = !account.locked && !isEnded
  const hidden = around.visible ? 0 : -1
  if (around.service !== 'SSH') {
    const rule = account.name === undefined ? RULE_OF[around.service] : 'WEAK-014'
    if (!canLogIn) return { rule, severity: 'low' }
    const raise = (isEmpty || account.privileged ? 1 : 0) + (account.localOnly ? -1 : 0)
    return { rule, severity: step('high', raise + hidden) }
  }
  if (!canLogIn) return { rule: 'WEAK-003', severity: 'low' }
  if (around.login && !isLoginShell(around.login.shell))
    return { rule: 'WEAK-003', severity: isEmpty ? step('medium', hidden) : 'low' }
  if (isEmpty) return { rule: 'WEAK-001', severity: step('critical', hidden) }
  const isRoot = account.user === 'root' || around.login?.uid === 0
  return { rule: 'WEAK-002', severity: step(isRoot ? 'critical' : 'high', hidden) }
}

/** A severity moved up or down, inside the scale. */
function step(severity: Severity, by: number): Severity {
  const index = Math.min(SEVERITIES.length - 1, Math.max(0, SEVERITIES.indexOf(severity) + by))
  return SEVERITIES[index] ?? severity
}
