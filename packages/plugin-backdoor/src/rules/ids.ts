/** The rule of this plugin for a rule over commands: `CMD-001` is `BACK-101`. */
export function idOfCommandRule(id: string): string {
  return `BACK-1${id.slice(-2)}`
}
