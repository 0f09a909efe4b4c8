import type { Finding } from '../../model/model.ts'

/** The reports that GitLab tells apart. */
export type GitlabKind = 'container_scanning' | 'dependency_scanning' | 'sast' | 'secret_detection'

/** The report that a finding belongs to; undefined where none has a place for it. */
export function kindOf({ target, type, detail }: Finding): GitlabKind | undefined {
  if (target.kind === 'image' || target.kind === 'container') return 'container_scanning'
  if (packageOf(detail) !== undefined) return 'dependency_scanning'
  if (target.kind !== 'iac' && target.kind !== 'cluster') return undefined
  return target.kind === 'iac' && SECRETS.has(type) ? 'secret_detection' : 'sast'
}

const SECRETS: ReadonlySet<string> = new Set(['SensitiveFile', 'SensitiveEnv', 'SensitiveHistory', 'Weakpass'])

/** The package that a finding is about. */
export function packageOf(detail: Finding['detail']): { readonly name: string; readonly version: string } | undefined {
  const { packages } = (detail['source'] ?? {}) as { readonly packages?: Readonly<Record<string, unknown>> }
  const name = packages?.['name']
  const version = packages?.['version']
  if (typeof name !== 'string' || name === '') return undefined
  return { name, version: typeof version === 'string' && version !== '' ? version : '-' }
}

/** The operating system of a package. */
export function systemOf(detail: Finding['detail']): string {
  const { os } = (detail['source'] ?? {}) as { readonly os?: unknown }
  return typeof os === 'string' && os !== '' ? os : 'unknown'
}
