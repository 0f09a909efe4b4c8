import type { Connection, Container, Descriptor, Process } from '@veinmind/sdk'

/** The processes of a container, with the links between them. */
export interface ProcessView {
  readonly processes: readonly Process[]
  readonly byPid: ReadonlyMap<number, Process>
  /** Who holds an end of a pipe or has a named one open, by where the descriptor leads. */
  readonly holders: ReadonlyMap<string, readonly Process[]>
}

/** Looks at the processes of a container. */
export function viewOf({ processes = [] }: Container): ProcessView {
  const holders = new Map<string, Process[]>()
  for (const process of processes)
    for (const target of new Set((process.descriptors ?? []).map((one) => one.target)))
      if (isPipe(target)) holders.set(target, [...(holders.get(target) ?? []), process])
  return { processes, byPid: new Map(processes.map((process) => [process.pid, process])), holders }
}

/** A pipe, or a file that may be a named one. */
function isPipe(target: string): boolean {
  return target.startsWith('pipe:') || (target.startsWith('/') && !target.startsWith('/dev/'))
}

/** Standard input, output and error. */
export function standardFiles({ descriptors = [] }: Process): readonly Descriptor[] {
  return descriptors.filter(({ fd }) => fd <= 2)
}

/** Connections of a process that have another end. */
export function openConnections({ descriptors = [] }: Process): readonly Connection[] {
  return descriptors.flatMap(({ connection }) => (connection === undefined || !isOpen(connection) ? [] : [connection]))
}

/** Whether there is somebody at the other end, or was until now. */
export function isOpen({ state, remote }: Connection): boolean {
  return ['ESTABLISHED', 'CLOSE_WAIT', 'SYN_SENT', 'FIN_WAIT1', 'FIN_WAIT2'].includes(state) && !remote.endsWith(':0')
}
