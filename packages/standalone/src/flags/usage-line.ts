import type { Target } from '@veinmind/sdk/target'

/** What follows `scan` to name a target: `image [path|image|reference] …`, `registry <host[/project]> …`, `host`. */
export function usageLine({ name, usage }: Pick<Target, 'name' | 'usage'>): string {
  if (usage === '') return name
  return `${name} ${usage.startsWith('[') ? usage : `<${usage}>`} …`
}
