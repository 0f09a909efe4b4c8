/** `harbor.local/app/web` of `harbor.local/app/web:1.2@sha256:…`; a name that is no reference stays as it is. */
export function repositoryOf(name: string): string {
  return name.replace(/@sha\d+:[0-9a-f]+$/, '').replace(/:[\w.-]+$/, '')
}
