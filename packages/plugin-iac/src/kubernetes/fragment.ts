import type { YamlDocument } from '../yaml/parse-yaml.ts'
import type { Path } from '../yaml/places.ts'

/** A part of an object, such as a patch makes it, and where its values stand. */
export interface Fragment {
  readonly value: unknown
  /** Steps to a value in the document that holds it. */
  readonly document: YamlDocument
  /** Path in that document of the value at a path of the part. */
  readonly originOf: (path: Path) => Path
  /** Where the document stands in the file, when it is a text inside another. */
  readonly block?: Path
}
