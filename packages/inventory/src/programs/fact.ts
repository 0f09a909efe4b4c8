import { defineFact } from '@veinmind/sdk'
import type { Fact, Location } from '@veinmind/sdk'
import { programFiles } from '../languages/inspectors.ts'

/** A file that is a program without a package of its own, by the rules for programs. Plain data. */
export interface Program {
  /** As its makers call it: `minio`, `nginx`. */
  readonly name: string
  readonly version: string
  /** Its file, which an upper layer may hide. */
  readonly at: Location
}

/** Every program that rules know, those that upper layers hide as well: `packages` has those that are there at the end. */
export const programs: Fact<readonly Program[]> = defineFact({
  id: '@veinmind/inventory/programs',
  inspectors: [programFiles],
  make: (_entity, { records }) =>
    records(programFiles).flatMap(({ record, location }) =>
      record.found
        .filter(({ cataloger }) => cataloger === 'programs')
        .flatMap(({ packages }) => packages.map(({ name, version }): Program => ({ name, version, at: location }))),
    ),
})
