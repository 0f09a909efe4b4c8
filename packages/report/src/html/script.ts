/**
 * Modules as one classic script: what they import from each other is in one scope, so their import and export words go.
 * They keep to one-line imports and to names that differ, which is all that this needs to know of JavaScript.
 */
export function joinModules(modules: readonly string[]): string {
  const body = modules
    .join('\n')
    .replace(/^import .*\n/gm, '')
    .replace(/^export (?=function |const )/gm, '')
  return `(() => {\n'use strict'\n${body}})()\n`
}
