export { endGroup, startGroup } from './group.ts'
export type { Group, GroupOptions } from './group.ts'
export { runProgram } from './run-program.ts'
export type { ProgramEnd, ProgramOptions } from './run-program.ts'
