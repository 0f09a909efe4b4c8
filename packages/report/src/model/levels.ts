import type { Severity } from '@veinmind/sdk'

/** Severities as the original writes them. */
export const LEVELS: Readonly<Record<Severity, string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
}
