import type { OsvEvent } from './model.ts'

/** What builds of modules have in their release: `2.el8.module+el8.6.0+123`, `7.module_el8.9.0+3627+db8ec155`. */
const MODULAR = /\.module[+_]/

/** Whether a version is one of a package that was built as part of a module (Red Hat and its kin). */
export const isModularVersion = (version: string): boolean => MODULAR.test(version)

/**
 * The streams of modules that an erratum is for, which AlmaLinux and Rocky say in its title alone: `Moderate: container-tools:4.0 security
 * update`. `undefined` where it is for packages outside of modules; empty where it is for modules and says none.
 */
export function modulesOf(title: string, ranges: readonly (readonly OsvEvent[])[]): readonly string[] | undefined {
  const isModular = ranges.some((events) => events.some(({ fixed = '' }) => isModularVersion(fixed)))
  if (!isModular) return undefined
  const words = title.slice(0, 500).replace(/^\s*(?:low|moderate|important|critical)\s*:/i, '')
  return [...words.matchAll(/(?<![\w:/-])([a-z][\w.+-]{0,60}:[\w.+-]{1,60})(?![\w:])/gi)].map(
    ([, stream = '']) => stream,
  )
}
