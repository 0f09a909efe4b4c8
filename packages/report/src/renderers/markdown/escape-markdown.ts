/**
 * A text of others in Markdown of GitHub or GitLab: nothing of it is markup, a link, a mention, a reference or a quick action.
 * Every mark is a numeric entity, which no Markdown acts on; what is looked for in the finished page is split by a character
 * of no width.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[^\p{L}\p{N}\s,\-()]/gu, (mark) => (mark.codePointAt(0)! < 0x80 ? `&#${mark.codePointAt(0)};` : mark))
    .replace(/&#(?:64|35|33|126|37|36|38);/g, (mark) => `${mark}&#8203;`)
    .replace(/^([ \t]*)([-\d(])/gm, '$1&#8203;$2')
}

/** The same in one line and as code: mentions and references in it lead nowhere, so that it can be copied as it is. */
export function markdownCode(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line === '' ? '' : `<code>${line.replace(/[^\p{L}\p{N} ,]/gu, entity)}</code>`
}

function entity(mark: string): string {
  const code = mark.codePointAt(0) ?? 0
  return code < 0x80 ? `&#${code};` : mark
}
