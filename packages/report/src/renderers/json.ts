import { jsonPieces } from '../text/json-text.ts'
import { machineReport } from './machine-report.ts'
import type { Renderer } from './renderer.ts'

/** The envelope, as one document. */
export const json: Renderer = {
  render: (report) => [...jsonPieces(machineReport(report))].join(''),
  pieces: (report) => jsonPieces(machineReport(report)),
}
