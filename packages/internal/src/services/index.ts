export { createConfService } from './conf-service.ts'
export {
  CONF_NAMESPACE,
  ENTITY_NAMESPACE,
  FACTS_NAMESPACE,
  LOGGING_NAMESPACE,
  RECORDS_NAMESPACE,
  REPORT_NAMESPACE,
  Registry,
  WORK_NAMESPACE,
} from './registry.ts'
export type { Service } from './registry.ts'
