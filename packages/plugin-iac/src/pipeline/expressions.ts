/** What follows of `${{ … }}` in a text: each expression, without its braces. Bounded: an expression of a person has no kilobyte. */
export function expressionsIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{\{((?:(?!\$\{\{)[^}]){1,1024})\}\}/g)].map(([, inside = '']) => inside.trim())
}

/**
 * What anybody may write who opens an issue or a pull request, or pushes a branch to a fork, by GitHub's documentation of script injection:
 * titles, bodies, names of branches, messages and authors of commits.
 */
const UNTRUSTED =
  /\bgithub\.(?:head_ref|event\.(?:(?:issue|pull_request|discussion)\.(?:title|body)|(?:comment|review|review_comment)\.body|pull_request\.head\.(?:ref|label|repo\.(?:default_branch|description|homepage))|workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:name|email))|pull_requests\b[^)]{0,40}\.head\.ref)|(?:head_commit|commits\b[^)]{0,20})\.(?:message|author\.(?:name|email))|pages\b[^)]{0,20}\.page_name|discussion_comment\.body))(?![\w.-])/i

/** Whether an expression puts in what a stranger may write; a comparison or a test of it is no text of the stranger. */
export function isUntrusted(expression: string): boolean {
  const bare = expression.replaceAll(/\[(?:'([^']*)'|\*|\d+)\]/g, (_, name: string | undefined) =>
    name === undefined ? '.*' : `.${name}`,
  )
  if (!UNTRUSTED.test(bare)) return false
  return !/[=!<>]=|\b(?:contains|startsWith|endsWith|hashFiles)\s*\(/i.test(bare)
}

/** Whether an expression puts in a secret. */
export function isSecret(expression: string): boolean {
  return /\bsecrets(?:\.[\w-]+|\[)/i.test(expression)
}
