/** What builders write of a step that runs nothing: `/bin/sh -c #(nop) COPY dir:… in /app`, on Windows `cmd /S /C #(nop) …`. */
const NO_OPERATION = /^(?:[^\n]{0,200}?\s)?#\(nop\)\s*/
/** The digest of what was copied, which says nothing to anybody. */
const COPIED = /\b(dir|file|multi):[0-9a-f]{16,128}\b/g
/** A shell before a command, with the build arguments that classic builders put before it (`|1 VERSION=1 /bin/sh -c make`). */
const SHELL = /^(?:RUN )?(?:\|\d{1,3} [^\n]{0,2000}? )?\/bin\/(?:ba|da|a|z)?sh (?:-o pipefail )?-[a-z]{0,4}c /
const BUILDKIT = / # buildkit$/

/** A step of an image's history as its Dockerfile said it: `COPY dir in /app`, `RUN make`. For people; the report keeps the text. */
export function stepText(createdBy: string): string {
  const text = createdBy.trim().replace(BUILDKIT, '')
  if (NO_OPERATION.test(text))
    return text.replace(NO_OPERATION, '').replaceAll(COPIED, '$1').replaceAll(/ {2,}/g, ' ').trim()
  return text.replace(SHELL, 'RUN ')
}
