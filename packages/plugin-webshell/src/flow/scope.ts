import type { Scope, Value } from './value.ts'

/** A scope without variables. */
export const createScope = (self?: Value, className = ''): Scope => ({
  variables: new Map(),
  globals: new Set(),
  any: undefined,
  self,
  className,
})
