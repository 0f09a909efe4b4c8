/** The ways in which a plugin's name is written. */
export interface PluginNames {
  /** `weak-keys` */
  readonly kebab: string
  /** `weakKeys` */
  readonly camel: string
  /** `WeakKeys` */
  readonly pascal: string
  /** `WEAK-KEYS` */
  readonly upper: string
  /** `Weak keys` */
  readonly title: string
}

/** The name in every way; throws when it is not kebab-case. */
export function namesOf(name: string): PluginNames {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`"${name}" is not a plugin's name: lower case, such as weak-keys`)
  const words = name.split('-')
  const pascal = words.map(capital).join('')
  return {
    kebab: name,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    pascal,
    upper: name.toUpperCase(),
    title: capital(words.join(' ')),
  }
}

/** A text of the template, for the plugin of this name. */
export function rename(text: string, names: PluginNames): string {
  return (
    text
      .replaceAll('EXAMPLE', names.upper)
      // Its Chinese name is the author's to give.
      .replaceAll("title: { en: 'Example', zh: '示例' }", `title: { en: '${names.title}', zh: '${names.title}' }`)
      .replaceAll('Example', names.pascal)
      .replaceAll('plugin-example', `plugin-${names.kebab}`)
      .replaceAll('veinmind-example', `veinmind-${names.kebab}`)
      .replaceAll("name: 'example'", `name: '${names.kebab}'`)
      .replaceAll('--plugins example', `--plugins ${names.kebab}`)
      .replaceAll(/\bexample\b/g, names.camel)
      // The template stands one folder deeper than a plugin.
      .replaceAll('../../../', '../../')
  )
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
