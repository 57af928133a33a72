export { Catalog, type CatalogProps } from './catalog/catalog';
export { DefinitionFileError } from './definition-file';
export type { HandlerOverrides } from './handler-function';
export { Lake, type LakeProps } from './lake';
export { LakeDelivery, type LakeDeliveryProps } from './lake-delivery';
export { AlarmTopic, type AlarmTopicProps } from './monitoring/alarm-topic';
export type { AlarmThresholds } from './monitoring/alarm-rules';
export { PipelineMonitoring, type PipelineMonitoringProps } from './monitoring/pipeline-monitoring';
export { WindowedPipeline, type WindowedPipelineProps } from './windowed-pipeline';
