const FLAG = /^--([a-z][\w-]{0,99})(:[\w/-]{1,200})?\.[\w-]{1,100}(=[\s\S]*)?$/i

/**
 * A command line whose flags for plugins of others, `--<plugin>[:<command>].<flag>[=<value>]`, stand behind `--`, where they are
 * taken as they are. Nobody knows here which of them have values: one with a word behind it that could be its value, or a target,
 * stays, and is refused as unknown.
 */
export function moveExternalFlags(args: readonly string[], ours: readonly string[]): readonly string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  const isExternal = (word: string, place: number): boolean => {
    const [, plugin, command, value] = FLAG.exec(word) ?? []
    if (plugin === undefined || place >= end || (command === undefined && ours.includes(plugin))) return false
    const next = place + 1 < end ? args[place + 1] : undefined
    return value !== undefined || next === undefined || next.startsWith('-')
  }
  const moved = args.filter(isExternal).map((word) => word.slice(2))
  if (moved.length === 0) return args
  return [
    ...args.slice(0, end).filter((word, place) => !isExternal(word, place)),
    '--',
    ...args.slice(end + 1),
    ...moved,
  ]
}
