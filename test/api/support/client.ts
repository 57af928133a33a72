import Ajv from 'ajv';
import { handle } from '../../../api/handle';
import { openApi } from '../../../api/openapi';
import type { ApiDeps } from '../../../api/routes';
import type { Rig } from '../../support/rig';

const ajv = new Ajv({ unknownFormats: 'ignore' });
ajv.addSchema(openApi, 'openapi');

/** The API over a rig's tables. */
export const depsOf = (...rigs: Rig[]): ApiDeps => ({
  sources: rigs.map(({ pipeline, results, state }) => ({ pipeline, results, state })),
  clock: rigs[0]!.clock,
});

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** Asks as a browser would; every answer must satisfy the schema that the OpenAPI document gives for its path and status. */
export async function get<T>(deps: ApiDeps, url: string, headers: Record<string, string> = {}): Promise<Answer<T>> {
  const { pathname, searchParams } = new URL(url, 'http://api');
  const response = await handle({ method: 'GET', path: pathname, query: searchParams, headers }, deps);
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  const body = JSON.parse(response.body) as T;
  expect(mistakes(pathname, response.status, body)).toEqual([]);
  return { status: response.status, body };
}

function mistakes(path: string, status: number, body: unknown): string[] {
  const template = Object.keys(openApi.paths).find(each =>
    new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  const pointer = template
    ? `paths/${template.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/get/responses/${status}/content/application~1json/schema`
    : 'components/schemas/ErrorAnswer';
  const validate = ajv.compile({ $ref: `openapi#/${pointer}` });
  return validate(body) ? [] : (validate.errors ?? []).map(error => `${path}${error.dataPath}: ${error.message}`);
}
