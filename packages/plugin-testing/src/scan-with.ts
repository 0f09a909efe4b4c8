import { scan } from '@veinmind/engine'
import type { ScanOptions } from '@veinmind/engine'
import type { Report } from '@veinmind/report'
import type { Entity, OptionSpecs, Plugin } from '@veinmind/sdk'
import { addMatchers } from './matchers.ts'

/** What a test may say besides the plugin and the entity. */
export interface ScanWithOptions extends Omit<ScanOptions, 'plugins' | 'pluginOptions'> {
  /** Values of the plugin's own options. */
  readonly options?: Readonly<Record<string, unknown>>
}

/**
 * Scans an image, or another entity, with one plugin by the real engine. Secrets stay readable in the report unless
 * `showSecrets` is false, so that a test can compare them; no cache is used unless one is given. Adds the matchers for reports to `expect`.
 */
export function scanWith<S extends OptionSpecs>(
  plugin: Plugin<S>,
  entity: Entity,
  options: ScanWithOptions = {},
): Promise<Report> {
  addMatchers()
  const { options: values, ...rest } = options
  return scan([entity], {
    showSecrets: true,
    tool: { name: 'test', version: '0.0.0' },
    ...rest,
    plugins: [plugin],
    ...(values ? { pluginOptions: { [plugin.name]: values } } : {}),
  })
}
