import { BASE_IMAGE_RULES } from './base-images.ts'
import { COMMAND_RULES } from './commands.ts'
import { COPYING_RULES } from './copying.ts'
import type { DockerfileRule } from './define.ts'
import { PACKAGE_RULES } from './packages.ts'
import { RUNTIME_RULES } from './runtime.ts'
import { SECRET_RULES } from './secrets.ts'
import { STRUCTURE_RULES } from './structure.ts'

/** The rules on Dockerfiles, by family. */
export const DOCKERFILE_FAMILIES: Readonly<Record<string, readonly DockerfileRule[]>> = {
  'Base images and stages': BASE_IMAGE_RULES,
  'How the container starts': RUNTIME_RULES,
  Instructions: STRUCTURE_RULES,
  'What is copied': COPYING_RULES,
  Packages: PACKAGE_RULES,
  Commands: COMMAND_RULES,
  Secrets: SECRET_RULES,
}

/** The rules on Dockerfiles. */
export const DOCKERFILE_RULES: readonly DockerfileRule[] = Object.values(DOCKERFILE_FAMILIES).flat()
