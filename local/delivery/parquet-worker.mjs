import { parquetWriteBuffer } from 'hyparquet-writer';
import { parentPort, workerData } from 'node:worker_threads';

// The writer works in one go, so it has a thread of its own: polling goes on meanwhile.
const { columnData, schema } = workerData;
const file = parquetWriteBuffer({ columnData, schema });
parentPort.postMessage(file, [file]);
