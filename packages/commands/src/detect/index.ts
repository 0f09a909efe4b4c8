import type { Detector, Ran, Mark, State } from '../command/model.ts'
import { detectEvasion } from './evasion.ts'
import { detectNetwork, detectPipes } from './network.ts'
import { detectPersistence } from './persistence.ts'

/** What is looked for in each command. */
export const DETECTORS: readonly Detector[] = [detectNetwork, detectPersistence, detectEvasion]

/** What is looked for in commands that a pipe joins. */
export const PIPELINE_DETECTORS: readonly ((all: readonly Ran[], state: State, mark: Mark) => void)[] = [detectPipes]
