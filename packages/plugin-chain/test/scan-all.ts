import { scan } from '@veinmind/engine'
import type { ScanOptions } from '@veinmind/engine'
import backdoor from '@veinmind/plugin-backdoor'
import escape from '@veinmind/plugin-escape'
import history from '@veinmind/plugin-history'
import iac from '@veinmind/plugin-iac'
import log4j2 from '@veinmind/plugin-log4j2'
import malicious from '@veinmind/plugin-malicious'
import privilegeEscalation from '@veinmind/plugin-privilege-escalation'
import sensitive from '@veinmind/plugin-sensitive'
import trace from '@veinmind/plugin-trace'
import unsafeMount from '@veinmind/plugin-unsafe-mount'
import vuln from '@veinmind/plugin-vuln'
import weakpass from '@veinmind/plugin-weakpass'
import webshell from '@veinmind/plugin-webshell'
import type { Report } from '@veinmind/report'
import type { Entity, Plugin } from '@veinmind/sdk'
import chain from '../src/index.ts'

/** The plugins whose findings are steps of paths. */
export const OTHERS: readonly Plugin[] = [
  backdoor,
  escape,
  history,
  iac,
  log4j2,
  malicious,
  privilegeEscalation,
  sensitive,
  trace,
  unsafeMount,
  vuln,
  weakpass,
  webshell,
]

/** The real engine with the real plugins, in the process. */
export function scanAll(entities: readonly Entity[], options: Partial<ScanOptions> = {}): Promise<Report> {
  const pluginOptions = options.dataDir === undefined ? {} : { vuln: { 'max-db-age': '9999d' } }
  return scan(entities, { plugins: [...OTHERS, chain], pluginOptions, workers: 0, ...options })
}

/** The ids of the paths of a report. */
export function pathsOf({ findings }: Report): readonly string[] {
  return findings.filter(({ type }) => type === 'AttackPath').map(({ rule }) => rule.id)
}
