export { Catalog, type CatalogProps } from './catalog/catalog';
export { DefinitionFileError } from './definition-file';
export type { HandlerOverrides } from './handler-function';
export { Lake, type LakeProps } from './lake';
export { LakeDelivery, type LakeDeliveryProps } from './lake-delivery';
export { WindowedPipeline, type WindowedPipelineProps } from './windowed-pipeline';
