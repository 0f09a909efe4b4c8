import type { Scope, Value } from './value.ts'

/** A scope without variables. */
export const createScope = (self?: Value, className = ''): Scope => ({
  variables: new Map(),
  globals: new Set(),
  origins: new Map(),
  taints: 0,
  changes: 0,
  leaves: 0,
  any: undefined,
  self,
  className,
})
