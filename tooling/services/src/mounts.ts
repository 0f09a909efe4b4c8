import { readFileSync } from 'node:fs'
import { run } from './command.ts'

/** Unmounts what is mounted below a folder, the innermost first, so that the folder can be removed. */
export async function unmountBelow(folder: string): Promise<void> {
  for (const point of mountPoints(folder).toReversed()) await run('umount', ['-l', point], { allow: [0, 1, 32] })
}

/** What is mounted below a folder, in the order of mounting. */
export function mountPoints(folder: string): readonly string[] {
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
  return points.filter((point) => point.startsWith(`${folder}/`))
}
